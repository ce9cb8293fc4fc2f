import type { MetricType } from "./metric-input.ts";
import { isFailure, type MetricOutcome } from "./metric-outcome.ts";

/** A metric's outcome with its name. */
export interface NamedOutcome {
  readonly type: MetricType | "FreePlaces" | "WaitingClients";
  readonly name: string;
  readonly outcome: MetricOutcome;
}

/** What the metrics come to. */
export type CombinedMetrics =
  | { readonly replicas: number; readonly decidedBy: NamedOutcome }
  | { readonly failed: NamedOutcome | undefined };

/**
 * The largest proposal wins; of equal ones the first. Nothing is proposed where every metric failed, or
 * where one failed and the others would remove replicas: the one that failed might have kept them.
 *
 * @param currentReplicas - replicas that the workload is asked to have
 */
export function combineMetrics(outcomes: readonly NamedOutcome[], currentReplicas: number): CombinedMetrics {
  let replicas = -1;
  let decidedBy: NamedOutcome | undefined;
  let failed: NamedOutcome | undefined;
  for (const named of outcomes) {
    if (isFailure(named.outcome)) {
      failed ??= named;
      continue;
    }
    if (named.outcome.replicas > replicas) {
      replicas = named.outcome.replicas;
      decidedBy = named;
    }
  }
  if (decidedBy === undefined || (failed !== undefined && replicas < currentReplicas)) return { failed };
  return { replicas, decidedBy };
}
