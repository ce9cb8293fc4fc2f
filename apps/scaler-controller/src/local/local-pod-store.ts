import { isDeepStrictEqual } from "node:util";
import type { LocalPods } from "@fairlead/local-pods";
import { FairleadError } from "@fairlead/routing-schema";
import type { Clock } from "../interfaces/clock.ts";
import type { ManagedPod, Pods } from "../interfaces/pods.ts";
import { afterPodEvent, newJob } from "./local-job.ts";
import { createWatchers } from "./watchers.ts";

/** The pods of one host; outlives the controllers that use it, as the processes do. */
export interface LocalPodStore extends Pods {
  /** As they are at this moment. */
  current(): readonly ManagedPod[];
}

const changedSince = (routeId: string, what: string): FairleadError =>
  new FairleadError(
    "precondition_failed",
    `The pod ${routeId} ${what} since it was looked at. The next plan takes it as it is.`,
    { details: { routeId } },
  );

/**
 * Keeps for each process what a Job's annotations hold in Kubernetes, and changes it only under the
 * same preconditions. A name that is still being deleted is not given to a new Job.
 */
export function createLocalPodStore(pods: LocalPods, clock: Clock): LocalPodStore {
  const jobs = new Map<string, ManagedPod>();
  const watchers = createWatchers();
  const put = (job: ManagedPod): void => {
    jobs.set(job.routeId, job);
    watchers.tell();
  };
  /** The Job, if it is this one. */
  const jobOf = (routeId: string, uid: string): ManagedPod => {
    const job = jobs.get(routeId);
    if (job === undefined) throw changedSince(routeId, "has gone");
    if (job.uid !== uid) throw changedSince(routeId, "was replaced");
    return job;
  };
  pods.subscribe((event) => {
    const job = jobs.get(event.pod.jobName);
    if (job === undefined) return;
    const after = afterPodEvent(job, event, clock.nowMs());
    if (after !== job) put(after);
  });

  return {
    current: () => [...jobs.values()],
    list: async () => ({ pods: [...jobs.values()], observedAtMs: clock.nowMs() }),
    watch: watchers.watch,
    async create(pod) {
      if (jobs.has(pod.routeId)) return;
      const job = newJob(pod, clock.nowMs());
      put(job);
      pods.createJob(pod.routeId);
    },
    async setPhase({ fromRevision, phase, routeId, uid }) {
      const job = jobOf(routeId, uid);
      if (isDeepStrictEqual(job.phase, phase)) return;
      if (job.phase.revision !== fromRevision) throw changedSince(routeId, "has entered another phase");
      put({ ...job, phase });
    },
    async setGuard({ guarded, routeId, uid }) {
      const { guardedSinceMs, ...job } = jobOf(routeId, uid);
      put(guarded ? { ...job, guardedSinceMs: guardedSinceMs ?? clock.nowMs() } : job);
    },
    async delete({ phaseRevision, routeId, uid }) {
      const job = jobs.get(routeId);
      if (job === undefined || job.deleting) return;
      if (job.uid !== uid) throw changedSince(routeId, "was replaced");
      if (job.phase.revision !== phaseRevision) throw changedSince(routeId, "has entered another phase");
      put({ ...job, deleting: true });
      void pods.deleteJob(routeId).then(() => {
        jobs.delete(routeId);
        watchers.tell();
      });
    },
  };
}
