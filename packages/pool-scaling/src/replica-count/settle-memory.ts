import { initialMemory, type ReplicaCountMemory } from "./memory.ts";
import type { ScaleEvent } from "./scale-events.ts";

/** Makes the change that was decided the change that happened. */
function correct(events: readonly ScaleEvent[], atMs: number, happened: number): readonly ScaleEvent[] {
  const place = events.findLastIndex((event) => event.atMs === atMs);
  if (place === -1) return events;
  return happened > 0 ? events.with(place, { change: happened, atMs }) : events.toSpliced(place, 1);
}

const notAfter = <Entry extends { readonly atMs: number }>(
  entries: readonly Entry[],
  nowMs: number,
): readonly Entry[] => entries.map((entry) => (entry.atMs > nowMs ? { ...entry, atMs: nowMs } : entry));

/**
 * Brings the memory up to what is seen: a decided change counts for the policies as far as it has happened,
 * so that a decision that was lost on its way is not counted twice. Times that lie ahead, after the clock was
 * set back, become now.
 */
export function settleMemory(
  memory: ReplicaCountMemory | undefined,
  currentReplicas: number,
  nowMs: number,
): ReplicaCountMemory {
  if (memory === undefined) return initialMemory(currentReplicas, nowMs);
  const { pending, lastDemandAtMs, ...rest } = memory;
  let { scaleUpEvents, scaleDownEvents } = memory;
  if (pending !== undefined) {
    const { from, to, atMs } = pending;
    if (to > from) scaleUpEvents = correct(scaleUpEvents, atMs, Math.min(currentReplicas, to) - from);
    else scaleDownEvents = correct(scaleDownEvents, atMs, from - Math.max(currentReplicas, to));
  }
  return {
    ...rest,
    recommendations: notAfter(memory.recommendations, nowMs),
    scaleUpEvents: notAfter(scaleUpEvents, nowMs),
    scaleDownEvents: notAfter(scaleDownEvents, nowMs),
    ...(lastDemandAtMs === undefined ? {} : { lastDemandAtMs: Math.min(lastDemandAtMs, nowMs) }),
  };
}
