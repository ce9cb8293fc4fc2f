import type { OutputStream } from "../process/supervised-process.ts";
import type { ProcessExit } from "../process/process-exit.ts";

/** A pod of a Job: one process. */
export interface LocalPod {
  readonly podId: string;
  readonly jobName: string;
  /** Of the Job: stays the same when the Job replaces the pod. */
  readonly routeId: string;
  /** `ip:port`. */
  readonly endpoint: string;
  readonly pid: number;
  /** `starting` until it is ready; `stopping` from the moment that it is told to stop. */
  readonly phase: "starting" | "ready" | "stopping";
}

/** A Job: one pod at a time, and the next one when that ends. */
export interface LocalJob {
  readonly jobName: string;
  /** Absent between two pods. */
  readonly pod: LocalPod | undefined;
  /** Pods that this Job has replaced. */
  readonly restarts: number;
  /** Pods that ended in a row without having served for a while. */
  readonly failures: number;
}

/** Why a pod ended: it was told to; it ended of itself; it was ended because it was not ready in time. */
export type PodEndReason = "deleted" | "exited" | "not_ready";

/** What happens to a pod. */
export type LocalPodEvent =
  | { readonly kind: "starting" | "ready" | "stopping"; readonly pod: LocalPod }
  | {
      readonly kind: "output";
      readonly pod: LocalPod;
      readonly line: string;
      readonly stream: OutputStream;
    }
  | {
      readonly kind: "ended";
      readonly pod: LocalPod;
      readonly exit: ProcessExit;
      readonly reason: PodEndReason;
      /** Whether it had been ready. */
      readonly served: boolean;
      /** What it wrote last, oldest first. */
      readonly lastLines: readonly string[];
      /** When the Job starts its next pod; absent when the Job is deleted. */
      readonly restartInMs: number | undefined;
      /** Ends in a row, this one included. */
      readonly failures: number;
    };
