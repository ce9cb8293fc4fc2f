/** Replicas added or removed at a time. */
export interface ScaleEvent {
  /** Always above 0; the log that it is in says the direction. */
  readonly change: number;
  readonly atMs: number;
}

/** Replicas changed within a period that ends now. A change exactly at its beginning is not in it. */
export function changeInPeriod(events: readonly ScaleEvent[], periodSeconds: number, nowMs: number): number {
  const cutoffMs = nowMs - periodSeconds * 1_000;
  let sum = 0;
  for (const { change, atMs } of events) if (atMs > cutoffMs) sum += change;
  return sum;
}

/**
 * Puts a change into the log, as Kubernetes does: in the place of the last entry that no policy looks at any
 * more, where there is one.
 *
 * @returns the new log, and which entries of the old one are out of date
 */
export function storeScaleEvent(
  events: readonly ScaleEvent[],
  change: number,
  longestPeriodSeconds: number,
  nowMs: number,
): { readonly events: readonly ScaleEvent[]; readonly outdated: readonly boolean[] } {
  const cutoffMs = nowMs - longestPeriodSeconds * 1_000;
  const outdated = events.map(({ atMs }) => atMs < cutoffMs);
  const place = outdated.lastIndexOf(true);
  const event = { change, atMs: nowMs };
  return { events: place === -1 ? [...events, event] : events.with(place, event), outdated };
}
