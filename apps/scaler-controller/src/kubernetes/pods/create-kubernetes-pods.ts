import { isDeepStrictEqual } from "node:util";
import {
  ifFound,
  isAlreadyExists,
  isConflict,
  listAll,
  retryOnConflict,
  type ResourceClient,
} from "@fairlead/controller-kit";
import {
  ANNOTATION_GUARDED_SINCE,
  ANNOTATION_PHASE_RECORD,
  FairleadError,
  FIELD_MANAGER_SCALER,
  LABEL_PHASE,
} from "@fairlead/routing-schema";
import type { Clock } from "../../interfaces/clock.ts";
import type { ManagedPod, Pods } from "../../interfaces/pods.ts";
import type { Collection } from "../cluster/collection.ts";
import { podJob } from "../objects/pod-job.ts";
import type { PoolIdentity } from "../objects/pool-identity.ts";
import type { JobObject, PodObject } from "../read/kubernetes-pod.ts";
import { managedPod } from "../read/managed-pod.ts";
import { readPhaseRecord } from "../read/phase-record.ts";
import { templateHash } from "../../template-hash.ts";
import { missingMarks } from "./pod-marks.ts";
import { createPodReader, type PodDeclaration } from "./pod-reader.ts";
import { createStrayPods } from "./stray-pods.ts";

/** What the pods of one pool are made of. */
export interface KubernetesPodsOptions {
  readonly pool: PoolIdentity;
  readonly jobs: ResourceClient<JobObject>;
  readonly pods: ResourceClient<PodObject>;
  /** Those of the pool. */
  readonly own: { readonly jobs: Collection<JobObject>; readonly pods: Collection<PodObject> };
  /** The user's template and ports, as they are at the moment. */
  readonly declared: () => PodDeclaration;
  /** Wakes whoever looks when a Job or pod of the pool changes. */
  readonly watch: Pods["watch"];
  readonly clock: Clock;
  /** Told why a pod does not carry its phase yet; the next look tries again. */
  readonly failed?: (error: unknown) => void;
}

const changedSince = (routeId: string, what: string): FairleadError =>
  new FairleadError(
    "precondition_failed",
    `The Job ${routeId} ${what} since it was looked at. The next plan takes it as it is.`,
    { details: { routeId } },
  );

const { compare: compareNumbered } = new Intl.Collator("en", { numeric: true });

/** Pods by the uid of the Job that owns them. */
function byJob(pods: readonly PodObject[]): ReadonlyMap<string, readonly PodObject[]> {
  return Map.groupBy(
    pods,
    ({ metadata }) => metadata.ownerReferences?.find(({ kind }) => kind === "Job")?.uid ?? "",
  );
}

/**
 * The pods of a pool as Jobs. What goes is read from the API server, not from a cache: a cache cannot say how old it
 * is to the second, and a pod is deleted by what is read here. Watches wake, and allow a glance.
 */
export function createKubernetesPods(options: KubernetesPodsOptions): Pods {
  const { clock, declared, jobs, pods, pool, watch } = options;
  const { namespace } = pool.names;
  const isOurs = ({ metadata }: JobObject): boolean =>
    metadata.ownerReferences?.some(({ uid }) => uid === pool.uid) ?? false;

  const strays = createStrayPods({ pool, pods, failed: (error) => options.failed?.(error) });

  /** As the last look showed them: the API server refuses a write on one once it is another one. */
  const looked = new Map<string, JobObject>();
  let lookedPods: ReadonlyMap<string, readonly PodObject[]> = new Map();

  async function readJob(routeId: string, uid: string): Promise<JobObject> {
    const job = await ifFound(jobs.get({ namespace, name: routeId }));
    if (job === undefined) throw changedSince(routeId, "has gone");
    if (job.metadata.uid !== uid) throw changedSince(routeId, "was replaced");
    return job;
  }

  /**
   * Changes a Job's metadata on what it is now; the Job controller writes its status all the time. Gives what it is
   * then, or `undefined` where nothing was to be changed.
   */
  const patchJob = (
    routeId: string,
    uid: string,
    change: (job: JobObject) => object | undefined,
  ): Promise<JobObject | undefined> =>
    retryOnConflict(async () => {
      const seen = looked.get(routeId);
      looked.delete(routeId);
      const job = seen?.metadata.uid === uid ? seen : await readJob(routeId, uid);
      const metadata = change(job);
      if (metadata === undefined) return undefined;
      const { resourceVersion } = job.metadata;
      const patched = await ifFound(
        jobs.patch(
          { namespace, name: routeId },
          { metadata: { ...metadata, uid, resourceVersion } },
          { type: "merge", fieldManager: FIELD_MANAGER_SCALER },
        ),
      );
      if (patched === undefined) throw changedSince(routeId, "has gone");
      return patched;
    });

  /** Has pods carry what their Job says, each only if it is still as it was read. */
  async function markPods(job: JobObject, own: readonly PodObject[]): Promise<void> {
    const { ports, template } = declared();
    const managed = managedPod(job, own, ports);
    await Promise.all(
      own.map(async (pod) => {
        const { name, resourceVersion, uid } = pod.metadata;
        const marks = missingMarks(pod, managed, template);
        if (marks === undefined) return;
        const patch = { metadata: { ...marks, uid, resourceVersion } };
        await ifFound(
          pods.patch({ namespace, name }, patch, { type: "merge", fieldManager: FIELD_MANAGER_SCALER }),
        );
      }),
    );
  }

  /**
   * The pods are read first, then the Job: since every phase is written to the Job before it is to a pod, no pod is
   * ever taken back to an earlier one, whoever leads meanwhile.
   */
  async function markPodsOf(routeId: string, uid: string): Promise<void> {
    const { items } = await listAll(pods, {
      namespace,
      labelSelector: `batch.kubernetes.io/controller-uid=${uid}`,
    });
    await markPods(await readJob(routeId, uid), items);
  }

  /**
   * Changes a Job, then its pods: those of the last look, which was before that. Where one of them has changed since,
   * all are read, for which the API server takes up to a tenth of a second. The next look finds one that is new.
   */
  async function patchJobAndPods(
    routeId: string,
    uid: string,
    change: (job: JobObject) => object | undefined,
  ): Promise<void> {
    const own = lookedPods.get(uid) ?? [];
    const job = await patchJob(routeId, uid, change);
    try {
      if (job !== undefined && own.length > 0) return await markPods(job, own);
    } catch (error) {
      if (!isConflict(error)) throw error;
    }
    await retryOnConflict(() => markPodsOf(routeId, uid));
  }

  const readPod = createPodReader();
  const marking = new Set<string>();
  /** Marks the pods of a Job beside a look: it is not waited for, and what another one wrote meanwhile is looked at next time. */
  async function bringUp({ routeId, uid }: ManagedPod): Promise<void> {
    if (marking.has(uid)) return;
    marking.add(uid);
    try {
      await markPodsOf(routeId, uid);
    } catch (error) {
      const isStale = FairleadError.isInstance(error) || isConflict(error);
      if (!isStale) options.failed?.(error);
    } finally {
      marking.delete(uid);
    }
  }

  return {
    async list(look = "read") {
      const observedAtMs = clock.nowMs();
      // One after the other: a Job that has finished is then seen with the pod that it finished with.
      const ownJobs = (await options.own.jobs.look(look)).filter(isOurs);
      looked.clear();
      for (const job of ownJobs) looked.set(job.metadata.name, job);
      const labelled = await options.own.pods.look(look);
      const podsOf = byJob(await strays.take(look, ownJobs, labelled));
      lookedPods = podsOf;
      const declaration = declared();
      const found = ownJobs.map((job) => {
        const own = podsOf.get(job.metadata.uid ?? "") ?? [];
        const { isBehind, managed } = readPod(job, own, declaration);
        // A pod that its Job has just made, or whose mark was lost with an answer; or what was seen is old.
        if (isBehind) void bringUp(managed);
        return managed;
      });
      // The oldest first, whichever way they were looked at.
      found.sort(
        (one, other) => one.createdAtMs - other.createdAtMs || compareNumbered(one.routeId, other.routeId),
      );
      return { pods: found, observedAtMs };
    },
    watch,
    async create(creation) {
      const { template } = declared();
      if (templateHash(template) !== creation.templateHash) {
        throw new FairleadError(
          "precondition_failed",
          `The template of ${namespace}/${pool.names.pool} has changed since ${creation.routeId} was planned.`,
          { details: { routeId: creation.routeId } },
        );
      }
      try {
        await jobs.create(podJob(pool, template, creation), {
          fieldManager: FIELD_MANAGER_SCALER,
        });
      } catch (error) {
        if (!isAlreadyExists(error)) throw error;
        const job = await ifFound(jobs.get({ namespace, name: creation.routeId }));
        if (job !== undefined && !isOurs(job)) {
          throw new FairleadError(
            "object_foreign",
            `The Job ${namespace}/${creation.routeId} is there and belongs to somebody else. Delete or rename it.`,
            { details: { kind: "Job", namespace, name: creation.routeId } },
          );
        }
      }
    },
    async setPhase({ fromRevision, phase, routeId, uid }) {
      await patchJobAndPods(routeId, uid, (job) => {
        const present = readPhaseRecord(job.metadata);
        if (isDeepStrictEqual(present, phase)) return undefined;
        if (present.revision !== fromRevision) throw changedSince(routeId, "has entered another phase");
        return {
          labels: { [LABEL_PHASE]: phase.name },
          annotations: { [ANNOTATION_PHASE_RECORD]: JSON.stringify(phase) },
        };
      });
    },
    async setGuard({ guarded, routeId, uid }) {
      await patchJobAndPods(routeId, uid, ({ metadata }) => {
        const isGuarded = metadata.annotations?.[ANNOTATION_GUARDED_SINCE] !== undefined;
        if (isGuarded === guarded) return undefined;
        const since = guarded ? new Date(clock.nowMs()).toISOString() : null;
        return { annotations: { [ANNOTATION_GUARDED_SINCE]: since } };
      });
    },
    delete: ({ phaseRevision, routeId, uid }) =>
      retryOnConflict(async () => {
        const job = await ifFound(jobs.get({ namespace, name: routeId }));
        if (job === undefined || job.metadata.deletionTimestamp !== undefined) return;
        if (job.metadata.uid !== uid) throw changedSince(routeId, "was replaced");
        if (readPhaseRecord(job.metadata).revision !== phaseRevision) {
          throw changedSince(routeId, "has entered another phase");
        }
        const { resourceVersion } = job.metadata;
        await ifFound(
          jobs.delete(
            { namespace, name: routeId },
            { uid, resourceVersion, propagationPolicy: "Background" },
          ),
        );
      }),
  };
}
