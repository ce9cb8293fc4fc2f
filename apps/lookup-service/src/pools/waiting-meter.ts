/** Clients that were told that there is no pod, and come again. */
export interface WaitingMeter {
  /** So many clients, one if not said, found no pod. */
  count(nowMs: number, clients?: number): void;
  /** Clients that found none within the last second, the time after which they are told to come again. */
  clients(nowMs: number): number;
}

const SLOT_MS = 100;
const SLOTS = 10;

/** Counts in slots of 100 ms; costs the same however many clients there are. */
export function createWaitingMeter(): WaitingMeter {
  const counts = new Float64Array(SLOTS);
  const slots = new Float64Array(SLOTS).fill(-Infinity);
  return {
    count(nowMs, clients = 1) {
      const slot = Math.floor(nowMs / SLOT_MS);
      const place = slot % SLOTS;
      if (slots[place] !== slot) {
        slots[place] = slot;
        counts[place] = 0;
      }
      counts[place] = (counts[place] ?? 0) + clients;
    },
    clients(nowMs) {
      const newest = Math.floor(nowMs / SLOT_MS);
      let sum = 0;
      for (let place = 0; place < SLOTS; place += 1) {
        if (newest - (slots[place] ?? -Infinity) < SLOTS) sum += counts[place] ?? 0;
      }
      return sum;
    },
  };
}
