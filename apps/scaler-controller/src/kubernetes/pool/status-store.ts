import { ifFound, isConflict, type ResourceClient } from "@fairlead/controller-kit";
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

/** Writes that lost against another writer of the object, who changed something else, are made again so often. */
const TRIES = 5;

/** Keeps the memory of a pool in the status of its `PodPool`. */
export function createKubernetesStatusStore(options: KubernetesStatusStoreOptions): StatusStore {
  const { cached, name, namespace, podPools, uid } = options;
  const place = { namespace, name };
  let written: StoredStatus | undefined;
  /** As the last look read it: the API server refuses a write on it once it is another one. */
  let looked: PodPoolObject | undefined;
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

  return {
    get fault() {
      return fault;
    },
    async read(look = "read") {
      if (look === "read") {
        looked = await readObject();
        written = memoryOf(looked);
        return written;
      }
      const object = cached();
      const seen = object === undefined ? undefined : memoryOf(object);
      // The watch may not have told of the own last write yet.
      return (written?.pool.revision ?? -1) > (seen?.pool.revision ?? -1) ? written : seen;
    },
    async write(status, fromRevision) {
      try {
        for (let tried = 1; ; tried += 1) {
          const seen = looked;
          looked = undefined;
          const isRight = seen !== undefined && revisionOf(seen) === fromRevision;
          const object = isRight ? seen : await readObject();
          const revision = revisionOf(object);
          if (revision !== fromRevision) {
            throw new FairleadError(
              "precondition_failed",
              `The status of ${namespace}/${name} is of revision ${revision} by now, not ${fromRevision}.`,
            );
          }
          try {
            // The whole object as it was read: a merge would leave fields of the memory that are gone by now.
            await podPools.replace(
              { ...object, status: { ...(object.status as object | undefined), memory: status } },
              { subresource: "status", fieldManager: FIELD_MANAGER_SCALER },
            );
            written = status;
            fault = undefined;
            return;
          } catch (error) {
            if (!isConflict(error) || tried === TRIES) throw error;
          }
        }
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
