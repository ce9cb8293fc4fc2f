import { isDeepStrictEqual } from "node:util";
import { applyObject, ifFound, type ApiObject, type ResourceClient } from "@fairlead/controller-kit";
import { FairleadError, FIELD_MANAGER_SCALER } from "@fairlead/routing-schema";
import type { KubernetesObject } from "../objects/kubernetes-object.ts";
import { hasOtherHand } from "../read/other-hand.ts";

/** Fields that mean another thing with every entry that is added. */
const WHOLE: ReadonlySet<string> = new Set(["selector"]);

/** Whether an object says everything that is wanted of it; what it says besides is left to others. */
export function contains(present: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(present) &&
      present.length === wanted.length &&
      wanted.every((item, index) => contains(present[index], item))
    );
  }
  if (typeof wanted !== "object" || wanted === null) return isDeepStrictEqual(present, wanted);
  if (typeof present !== "object" || present === null) return false;
  const fields = present as Readonly<Record<string, unknown>>;
  return Object.entries(wanted).every(([name, field]) =>
    WHOLE.has(name) ? isDeepStrictEqual(fields[name], field) : contains(fields[name], field),
  );
}

/** Kinds that the API server adds defaults to. */
const WITH_DEFAULTS: ReadonlySet<string> = new Set(["v1", "policy/v1"]);

/** Whether an object is as it is wanted. */
export function isAsWanted(present: ApiObject, wanted: KubernetesObject): boolean {
  const { ownerReferences = [], ...metadata } = wanted.metadata;
  const owners = present.metadata?.ownerReferences ?? [];
  const { spec } = present as { readonly spec?: unknown };
  return (
    contains(present.metadata, metadata) &&
    ownerReferences.every((owner) => owners.some((one) => contains(one, owner))) &&
    (WITH_DEFAULTS.has(wanted.apiVersion)
      ? contains(spec, wanted.spec)
      : isDeepStrictEqual(spec, wanted.spec))
  );
}

/** An object that is to be as it is wanted. */
export interface KeptObject {
  readonly client: ResourceClient<ApiObject>;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** As watches know it; `undefined` when none of ours is known. */
  readonly present: ApiObject | undefined;
  /** `undefined`: it is to be gone. */
  readonly wanted: KubernetesObject | undefined;
  readonly isOurs: (present: ApiObject) => boolean;
}

/** Keeps objects. */
export interface ObjectKeeper {
  /**
   * Makes an object what it is to be, if it is not. Somebody else's is left alone.
   *
   * @throws {FairleadError} `object_foreign`
   * @throws ApiError
   */
  keep(kept: KeptObject): Promise<void>;
}

interface Settled {
  readonly wish: string;
  readonly resourceVersion: string | undefined;
}

const foreign = ({ kind, name, namespace }: KeptObject): FairleadError =>
  new FairleadError(
    "object_foreign",
    `The ${kind} ${namespace}/${name} is there and belongs to somebody else. Delete or rename it.`,
    { details: { kind, namespace, name } },
  );

/**
 * What watches know only saves the question: before anything is written, the object is read. `corrected` is told when
 * another hand has changed one, or taken it away.
 */
export function createObjectKeeper(corrected: (kind: string, name: string) => void): ObjectKeeper {
  /** As each was left, since what others have added may stay there, and nothing is to be done about it again. */
  const settled = new Map<string, Settled>();

  return {
    async keep(kept) {
      const { client, isOurs, kind, name, namespace, wanted } = kept;
      const key = `${kind} ${namespace}/${name}`;
      const wish = JSON.stringify(wanted);
      const last = settled.get(key);
      const isRight = (object: ApiObject): boolean =>
        wanted !== undefined &&
        isOurs(object) &&
        (isAsWanted(object, wanted) ||
          (last?.wish === wish && last.resourceVersion === object.metadata?.resourceVersion));
      const note = ({ metadata }: ApiObject): void =>
        void settled.set(key, { wish, resourceVersion: metadata?.resourceVersion });

      if (kept.present === undefined ? wanted === undefined : isRight(kept.present)) {
        if (kept.present !== undefined) note(kept.present);
        return;
      }
      const present = await ifFound(client.get({ namespace, name }));
      if (present !== undefined && !isOurs(present)) {
        if (wanted === undefined) return;
        throw foreign(kept);
      }
      const uid = present?.metadata?.uid;
      if (wanted === undefined) {
        settled.delete(key);
        if (present === undefined) return;
        await ifFound(client.delete({ namespace, name }, { uid, propagationPolicy: "Background" }));
        return;
      }
      if (present !== undefined && isRight(present)) return note(present);
      const applied = await applyObject(
        client,
        // One that has come in its place meanwhile is not meant.
        { ...wanted, metadata: { ...wanted.metadata, ...(uid === undefined ? {} : { uid }) } },
        { fieldManager: FIELD_MANAGER_SCALER },
      );
      note(applied);
      const isChanged = applied.metadata?.resourceVersion !== present?.metadata?.resourceVersion;
      const isOfOthers = last?.wish === wish || (present !== undefined && hasOtherHand(present));
      if (isChanged && isOfOthers) corrected(kind, name);
    },
  };
}
