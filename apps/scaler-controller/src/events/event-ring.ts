import type { PoolEvent } from "../interfaces/events.ts";

/** The last events of a pool, and whoever listens to the next. */
export interface EventRing {
  record(event: Omit<PoolEvent, "count">): void;
  /** Oldest first. */
  events(): readonly PoolEvent[];
  /** Calls `listener` for each event from here on; the function that is returned ends that. */
  subscribe(listener: (event: PoolEvent) => void): () => void;
}

/** Events that are kept. */
export const EVENTS_KEPT = 512;

const isSame = (one: PoolEvent | undefined, other: Omit<PoolEvent, "count">): one is PoolEvent =>
  one !== undefined &&
  one.reason === other.reason &&
  one.routeId === other.routeId &&
  one.message === other.message;

/** Keeps the last events. One that repeats the one before is counted instead of kept again. */
export function createEventRing(): EventRing {
  const kept: PoolEvent[] = [];
  const listeners = new Set<(event: PoolEvent) => void>();
  return {
    record(event) {
      const last = kept.at(-1);
      const repeated = isSame(last, event);
      const next = { ...event, count: repeated ? last.count + 1 : 1 };
      if (repeated) kept.pop();
      kept.push(next);
      if (kept.length > EVENTS_KEPT) kept.shift();
      for (const listener of listeners) listener(next);
    },
    events: () => [...kept],
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
