import { MEMORY_MAX_ENTRIES } from "./memory.ts";
import type { Recommendation } from "./recommendations.ts";
import type { ScaleEvent } from "./scale-events.ts";
import type { StabilizationWindows } from "./stabilization.ts";

/**
 * Entries from the newest to the oldest that go beyond every newer one. The others can never again be the
 * extreme of a window: they leave it before the newer one does.
 */
function extremes(
  newestFirst: readonly Recommendation[],
  goesBeyond: (one: number, other: number) => boolean,
): Recommendation[] {
  const kept: Recommendation[] = [];
  for (const entry of newestFirst) {
    const last = kept.at(-1);
    if (last === undefined || goesBeyond(entry.replicas, last.replicas)) kept.push(entry);
  }
  // Too many to keep: the oldest holds on for as long as the one after it, which errs towards no change.
  while (kept.length > MEMORY_MAX_ENTRIES / 2) {
    const oldest = kept.pop();
    const next = kept.pop();
    if (oldest !== undefined && next !== undefined) kept.push({ replicas: oldest.replicas, atMs: next.atMs });
  }
  return kept;
}

/** Leaves out the proposals that no window can see any more, now or later. */
export function compactRecommendations(
  log: readonly Recommendation[],
  { upSeconds, downSeconds }: StabilizationWindows,
  nowMs: number,
): readonly Recommendation[] {
  const newestFirst = log.toSorted((one, other) => other.atMs - one.atMs);
  const within = (seconds: number): Recommendation[] =>
    newestFirst.filter(({ atMs }) => atMs >= nowMs - seconds * 1_000);
  const kept = new Set([
    ...extremes(within(upSeconds), (one, other) => one < other),
    ...extremes(within(downSeconds), (one, other) => one > other),
  ]);
  return [...kept].sort((one, other) => one.atMs - other.atMs);
}

/** Leaves out the changes that no policy counts any more, and joins the oldest where there are too many. */
export function compactScaleEvents(
  events: readonly ScaleEvent[],
  longestPeriodSeconds: number,
  nowMs: number,
): readonly ScaleEvent[] {
  const kept = events
    .filter(({ change, atMs }) => change > 0 && atMs > nowMs - longestPeriodSeconds * 1_000)
    .sort((one, other) => one.atMs - other.atMs);
  const surplus = kept.length - MEMORY_MAX_ENTRIES;
  if (surplus <= 0) return kept;
  const joined = kept.slice(0, surplus + 1);
  const change = joined.reduce((sum, event) => sum + event.change, 0);
  return [{ change, atMs: joined.at(-1)?.atMs ?? nowMs }, ...kept.slice(surplus + 1)];
}
