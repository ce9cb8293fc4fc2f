import type { KnownEvent } from "../dev/dev-event.ts";
import type { DevProcesses } from "../dev/dev-processes.ts";
import type { Tally } from "./tally.ts";

/**
 * Counts pods that come and go. A Job is told of with its first pod; the pods after that replace one that
 * ended, and are no decision of the scaler.
 */
export function createPodCount(tally: Tally, processes: DevProcesses): (event: KnownEvent) => void {
  const jobs = new Set<string>();
  const jobOf = new Map<string, string>();
  return (event) => {
    if (event.event === "pod_starting") {
      jobOf.set(event.podId, event.job);
      if (jobs.has(event.job)) tally.podsReplaced += 1;
      else tally.podsAdded += 1;
      jobs.add(event.job);
    } else if (event.event === "pod_ended" && event.reason === "deleted") {
      tally.podsRemoved += 1;
    } else if (event.event === "scaled") {
      if (event.desired > event.before) tally.scaleUps += 1;
      else tally.scaleDowns += 1;
    }
    const count = processes.pods().length;
    tally.mostPods = Math.max(tally.mostPods, count);
    tally.fewestPods = Math.min(tally.fewestPods, count);
  };
}
