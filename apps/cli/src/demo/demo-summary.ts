import type { LoadCounts, RoutingCounts } from "../events/pod-status.ts";
import type { Spread } from "./spread.ts";

/** What happened while the lookup service was down. */
export interface Outage {
  readonly seconds: number;
  readonly requests: number;
  readonly answered: number;
  readonly failed: number;
  /** Led to a pod by the snapshot that the gateway still held. */
  readonly routed: number;
  /** Went on to the plain Service. */
  readonly unrouted: number;
}

/** What the demo saw of scaling. */
export interface ScalingSummary {
  /** Open pods at the start, at most, and at the end. */
  readonly start: number;
  readonly peak: number;
  readonly end: number;
  readonly added: number;
  readonly removed: number;
  /** Sessions that were on a pod when it began to drain; they stayed there to their own end. */
  readonly sessionsOnDrainingPods: number;
  /** Why the number of pods changed, in the scaler's words. */
  readonly reasons: readonly string[];
}

/** What the demo measures. */
export interface DemoSummary {
  /** When the spread was measured. */
  readonly pods: number;
  readonly scaling: ScalingSummary;
  readonly load: LoadCounts;
  readonly routing: RoutingCounts;
  /** When all sessions were there, before the outage. */
  readonly spread: Spread;
  readonly outage: Outage;
  /** From the restart of the lookup service until the gateway routed by it again; null if it did not. */
  readonly resumedAfterSeconds: number | null;
}

/** The fullest pod has at most this many times the mean. */
export const MAX_SPREAD = 1.3;

function scalingProblems({ added, end, removed, sessionsOnDrainingPods, start }: ScalingSummary): string[] {
  const problems: string[] = [];
  if (added === 0) problems.push("no pod was added for the clients that came");
  if (end !== start) problems.push(`${end} pods were left; ${start} are promised`);
  if (removed < added) problems.push(`${removed} of ${added} pods were removed after the clients had left`);
  if (removed > 0 && sessionsOnDrainingPods === 0)
    problems.push("no pod that drained had a session, so none was seen to be kept");
  return problems;
}

/** What the demo promises and did not show; empty when all is well. */
export function findProblems({ load, outage, resumedAfterSeconds, scaling, spread }: DemoSummary): string[] {
  const problems = scalingProblems(scaling);
  if (load.failed > 0) problems.push(`${load.failed} of ${load.requests} requests failed; none should`);
  if (load.dropped > 0) problems.push(`${load.dropped} sessions were cut off; none should be`);
  if (load.misrouted > 0)
    problems.push(`${load.misrouted} requests reached another pod than the gateway named`);
  if (spread.mean === 0) problems.push("no client reached a pod");
  if (spread.maxOverMean > MAX_SPREAD) {
    problems.push(
      `the fullest pod had ${spread.maxOverMean.toFixed(2)} times the mean; at most ${MAX_SPREAD} is promised`,
    );
  }
  if (outage.answered === 0) problems.push("no request was answered while the lookup service was down");
  if (outage.unrouted === 0) problems.push("no request went on unrouted while the lookup service was down");
  if (resumedAfterSeconds === null)
    problems.push("the gateway did not route by the lookup service again after its return");
  return problems;
}
