import type { PoolPod as CountedPod } from "@fairlead/pool-scaling";
import type { Observation } from "./create-observer.ts";
import type { ManagedPod } from "../interfaces/pods.ts";

const PHASES = { pending: "Pending", running: "Running", ended: "Pending", unknown: "Unknown" } as const;

/**
 * The pods that size the pool: those that serve or will. A pod that ended is replaced by its Job, and so
 * counts as one that has not begun to run; not so where the Job has finished. Reports older than `reportMaxAgeMs` are left out.
 */
export function replicaPods(
  pods: readonly ManagedPod[],
  reports: Observation["reports"],
  reportMaxAgeMs: number,
  nowMs: number,
): CountedPod[] {
  return pods
    .filter(({ deleting, finished }) => !deleting && finished === undefined)
    .filter(({ phase }) => phase.name === "starting" || phase.name === "open")
    .map(({ routeId, instance, resources }) => {
      const report = reports.get(routeId);
      const isFresh = report !== undefined && nowMs - report.sampledAtMs <= reportMaxAgeMs;
      return {
        // As the metrics APIs name it.
        name: instance?.podId ?? routeId,
        phase: instance === undefined ? "Pending" : PHASES[instance.state],
        ready: instance?.ready ?? null,
        ...resources,
        ...(isFresh ? { workload: { clients: report.clients, capacity: report.capacity } } : {}),
      };
    });
}
