import type { PodPartition } from "./partition-pods.ts";

/** Why a metric proposes what it proposes. */
export type ProposalReason =
  | "ratio"
  | "within_tolerance"
  | "missing_pods_within_tolerance"
  | "missing_pods_turn_direction"
  | "from_zero";

/** What one metric proposes. */
export interface MetricProposal {
  readonly replicas: number;
  readonly reason: ProposalReason;
  /** Usage over target; infinite or not a number at zero replicas. */
  readonly ratio: number;
  /** The ratio with missing and unready pods filled in, where there are any that matter. */
  readonly adjustedRatio?: number;
  /** Milli-units: the average of a pod, or the whole value, by the kind of target. */
  readonly usage: bigint;
  /** Per cent of the requests, for targets of utilisation. */
  readonly utilizationPercent?: number;
  /** How the pods were sorted, for metrics of pods. */
  readonly pods?: PodPartition;
}

/** What a demand for places proposes, beside the metrics. */
export interface DemandProposal {
  readonly replicas: number;
  readonly reason: "free_places" | "waiting_clients";
  /** Clients that are counted, in milli-units. */
  readonly clients: bigint;
  /** Places asked for beyond these, in milli-units. */
  readonly places: bigint;
  /** Places of a pod, in milli-units. */
  readonly placesPerPod: bigint;
}

/** A metric that cannot be used. The wording is that of Kubernetes, so that it is found. */
export interface MetricFailure {
  readonly failure: string;
}

/** What comes of a metric. */
export type MetricOutcome = MetricProposal | DemandProposal | MetricFailure;

/** Tells a failure from anything else. */
export const isFailure = (outcome: object): outcome is MetricFailure => "failure" in outcome;
