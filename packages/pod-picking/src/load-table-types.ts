import type { WorkloadReport } from "@fairlead/routing-schema";
import type { RandomSource } from "./random-source.ts";
import type { FilterName, PodStatus } from "./table/pod-status.ts";

/** A pod as its source knows it. */
export interface PodEntry {
  readonly podId: string;
  readonly state: "open" | "draining";
}

/** The part of a workload report that the table reads. */
export type PodLoadReport = Omit<WorkloadReport, "podId">;

/**
 * What became of a report: `taken`; `late` when one sampled at the same time or later was taken
 * before; `unknown_pod` for a pod that `setPods` does not list; `invalid` for numbers outside the
 * contract. All but `taken` leave the table as it was.
 */
export type ReportOutcome = "taken" | "late" | "unknown_pod" | "invalid";

/** Time and randomness of a call. */
export interface PickMoment {
  readonly nowMs: number;
  readonly random: RandomSource;
}

export interface PickOptions extends PickMoment {
  /** Pod to keep when it is still there, open or draining. */
  readonly prefer?: string | undefined;
  /**
   * Pickers that choose from the same reports and do not tell each other: each own pick is taken to
   * stand for this many. Default 1.
   */
  readonly askers?: number | undefined;
}

/** The choice of a pod for one client. */
export type PickOutcome =
  | {
      readonly podId: string;
      /** The pod is the preferred one; it was not added as a pick. */
      readonly kept: boolean;
      /** No open pod has a fresh report. */
      readonly blind: boolean;
    }
  | {
      /** `no_pod`: no pod is open. `full`: every open pod is at its capacity. */
      readonly refusal: "no_pod" | "full";
    };

export interface RankOptions extends PickMoment {
  /** Pod that comes first, whatever its status, when the table has it. */
  readonly prefer?: string | undefined;
  /** How many are wanted. Default all. */
  readonly limit?: number | undefined;
}

/** A pod that may be given, with what it was weighed by. */
export interface RankedPod {
  readonly podId: string;
  readonly state: "open" | "draining";
  readonly status: PodStatus;
  /** Estimated clients: reported, and picks since. */
  readonly load: number;
  /** `null` for no limit. */
  readonly capacity: number | null;
  /** Lower is better within one status. */
  readonly score: number;
  /** Age of the report; `null` before the first one. */
  readonly ageMs: number | null;
}

/** Why a pod is picked or not. */
export interface PodExplanation extends RankedPod {
  /** Clients that the pod last reported; `null` before its first report. */
  readonly reportedClients: number | null;
  /** Picks since that report was sampled, as far as they still count. */
  readonly picks: number;
  /** Whole clients that the pod still takes; `null` for no limit. */
  readonly room: number | null;
  /** Decayed errors; above 0.5 the pod is failing. */
  readonly penalty: number;
  /** The filter that keeps it out at this moment; `null` when it may be picked. */
  readonly keptOutBy: FilterName | null;
}

export interface SnapshotPodsOptions extends PickMoment {
  /** Above this many pods the answer is a random sample. Default 128. */
  readonly limit?: number | undefined;
}

/** The numbers of a pod's line in a snapshot; the adapter adds route id and endpoint. */
export interface SnapshotPodLoad {
  readonly podId: string;
  readonly state: "open" | "draining";
  /** Integer, 0 to 2^53 - 1. */
  readonly score: number;
  /** Integer, at least 1. */
  readonly step: number;
  /** Integer; 0 also where a better pod keeps this one out; `null` for no limit. */
  readonly room: number | null;
}

/** The load of one pool's pods, and the choice among them. See `createLoadTable`. */
export interface LoadTable {
  /** Pods in the table. */
  readonly size: number;
  has(podId: string): boolean;
  /** Makes the table hold exactly these pods. What stays keeps its load; what is gone is forgotten. */
  setPods(pods: Iterable<PodEntry>, nowMs: number): void;
  /**
   * Takes a workload report.
   *
   * @param sampledAtMs when the pod was asked, not when its answer arrived: picks from then on are
   * not in the report yet.
   */
  report(podId: string, report: PodLoadReport, sampledAtMs: number): ReportOutcome;
  /** A request to the pod failed (5xx, reset), or its workload could not be read. */
  recordError(podId: string, nowMs: number): void;
  /** A request to the pod, or reading its workload, succeeded. Halves what its errors weigh. */
  recordSuccess(podId: string, nowMs: number): void;
  /**
   * Adds picks that another picker handed out. Unknown pods and counts that are not above 0 are
   * ignored, and so are picks before the pod's last report, which holds them.
   *
   * @param count may be a fraction: picks told late are best spread over the time they were made in.
   * @param atMs when they were handed out.
   */
  addPicks(podId: string, count: number, atMs: number): void;
  /** Chooses a pod, and adds the pick to its load unless the pod is the preferred one. */
  pick(options: PickOptions): PickOutcome;
  /**
   * The pods that may be given, best first; adds no pick.
   *
   * With a `limit`, pools of more candidates than are all compared are sampled, so that the cost
   * does not grow with the pool.
   */
  rank(options: RankOptions): RankedPod[];
  /** Every pod with what is known of it and why it is out, by pod id. `formatExplanation` gives it as text. */
  explain(nowMs: number): PodExplanation[];
  /** The pool for a snapshot; of a larger pool a random sample in which pods that may be picked come first. */
  snapshotPods(options: SnapshotPodsOptions): SnapshotPodLoad[];
  /** True where the table has open pods and none of them a fresh report. */
  blind(nowMs: number): boolean;
}
