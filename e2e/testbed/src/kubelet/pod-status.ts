import { containerStatuses, type ContainerReport } from "./container-state.ts";

/** What is told of a pod. */
export interface PodReport {
  readonly phase: "Pending" | "Running" | "Succeeded" | "Failed";
  readonly containers: readonly ContainerReport[];
  readonly podAddress: string;
  readonly hostAddress: string;
  readonly startTime: string;
  /** Why it failed, when its containers are not the reason, such as `Evicted`. */
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
  /** Whether it is being stopped: it is not ready any more then. */
  readonly isStopping: boolean;
}

/** Writes the conditions that are different with the present time, and leaves the others as they are. */
export interface ConditionClock {
  timeOf(type: string, status: string): string;
}

/** Remembers since when each condition is as it is. */
export function createConditionClock(): ConditionClock {
  const known = new Map<string, { readonly status: string; readonly since: string }>();
  return {
    timeOf(type, status) {
      const before = known.get(type);
      if (before?.status === status) return before.since;
      const since = `${new Date().toISOString().slice(0, 19)}Z`;
      known.set(type, { status, since });
      return since;
    },
  };
}

/** The `status` of a pod. */
export function formatPodStatus(report: PodReport, clock: ConditionClock): object {
  const { containers, hostAddress, isStopping, message, phase, podAddress, reason, startTime } = report;
  const isReady = phase === "Running" && !isStopping && containers.every((container) => container.isReady);
  const isOver = phase === "Succeeded" || phase === "Failed";
  const condition = (type: string, isTrue: boolean): object => {
    const status = isTrue ? "True" : "False";
    return { type, status, lastTransitionTime: clock.timeOf(type, status) };
  };
  return {
    phase,
    hostIP: hostAddress,
    podIP: podAddress,
    podIPs: [{ ip: podAddress }],
    startTime,
    ...(reason !== undefined && { reason }),
    ...(message !== undefined && { message }),
    conditions: [
      condition("PodScheduled", true),
      condition("Initialized", true),
      condition("ContainersReady", isReady && !isOver),
      condition("Ready", isReady),
    ],
    containerStatuses: containerStatuses(containers),
  };
}
