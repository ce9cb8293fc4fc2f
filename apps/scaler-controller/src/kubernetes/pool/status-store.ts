import {
  ifFound,
  isInvalid,
  isNotFound,
  retryOnConflict,
  type ResourceClient,
} from "@fairlead/controller-kit";
import { FairleadError, FIELD_MANAGER_SCALER } from "@fairlead/routing-schema";
import type { StatusStore, StoredStatus } from "../../interfaces/status-store.ts";
import { parseStoredStatus } from "../../status/stored-pool-status.ts";
import type { PodPoolObject } from "../resources.ts";

/** Where the memory of a pool is kept. */
export interface KubernetesStatusStoreOptions {
  readonly podPools: ResourceClient<PodPoolObject>;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** The `PodPool` as the watch last told it. */
  readonly cached: () => PodPoolObject | undefined;
}

const memoryOf = ({ status }: PodPoolObject): StoredStatus | undefined =>
  parseStoredStatus((status as { readonly memory?: unknown } | undefined)?.memory);

const revisionOf = (podPool: PodPoolObject): number => memoryOf(podPool)?.pool.revision ?? 0;

/** Keeps the memory of a pool in the status of its `PodPool`. */
export function createKubernetesStatusStore(options: KubernetesStatusStoreOptions): StatusStore {
  const { cached, name, namespace, podPools, uid } = options;
  const place = { namespace, name };
  let written: StoredStatus | undefined;
  let fault: FairleadError | undefined;

  const gone = (): FairleadError =>
    new FairleadError(
      "precondition_failed",
      `The PodPool ${namespace}/${name} has gone, or was replaced, since it was looked at.`,
    );
  async function readObject(): Promise<PodPoolObject> {
    const object = await ifFound(podPools.get(place));
    if (object === undefined || object.metadata.uid !== uid) throw gone();
    return object;
  }

  const writing = { subresource: "status", fieldManager: FIELD_MANAGER_SCALER };
  function refuseOther(object: PodPoolObject, expected: number): void {
    const revision = revisionOf(object);
    if (revision === expected) return;
    throw new FairleadError(
      "precondition_failed",
      `The status of ${namespace}/${name} is of revision ${revision} by now, not ${expected}.`,
    );
  }

  /** The first memory: there is none yet that the write could be on condition of. */
  async function create(memory: StoredStatus): Promise<void> {
    const object = await readObject();
    refuseOther(object, 0);
    await podPools.replace(
      { ...object, status: { ...(object.status as object | undefined), memory } },
      writing,
    );
  }
  /** In one request, whoever changes something else of the object meanwhile. Fields that are gone do not stay. */
  async function replace(memory: StoredStatus, fromRevision: number): Promise<void> {
    const operations = [
      { op: "test", path: "/metadata/uid", value: uid },
      { op: "test", path: "/status/memory/pool/revision", value: fromRevision },
      { op: "replace", path: "/status/memory", value: memory },
    ];
    try {
      await podPools.patch(place, operations, { ...writing, type: "json" });
    } catch (error) {
      // What the API server refuses so is another memory, or another pool.
      if (isInvalid(error) || isNotFound(error)) refuseOther(await readObject(), fromRevision);
      throw error;
    }
  }

  return {
    get fault() {
      return fault;
    },
    async read(look = "read") {
      if (look === "read") {
        written = memoryOf(await readObject());
        return written;
      }
      const object = cached();
      const seen = object === undefined ? undefined : memoryOf(object);
      // The watch may not have told of the own last write yet.
      return (written?.pool.revision ?? -1) > (seen?.pool.revision ?? -1) ? written : seen;
    },
    async write(status, fromRevision) {
      try {
        await retryOnConflict(() => (fromRevision === 0 ? create(status) : replace(status, fromRevision)));
        written = status;
        fault = undefined;
      } catch (error) {
        if (FairleadError.isInstance(error)) throw error;
        const reason = error instanceof Error ? error.message : String(error);
        fault = new FairleadError(
          "status_not_stored",
          `The status of ${namespace}/${name} cannot be written: ${reason}`,
          { cause: error },
        );
        throw fault;
      }
    },
  };
}
