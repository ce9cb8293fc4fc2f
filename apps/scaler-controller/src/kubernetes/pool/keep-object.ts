import { isDeepStrictEqual } from "node:util";
import { applyObject, ifFound, type ApiObject, type ResourceClient } from "@fairlead/controller-kit";
import { FairleadError, FIELD_MANAGER_SCALER } from "@fairlead/routing-schema";
import type { KubernetesObject } from "../objects/kubernetes-object.ts";

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
  return Object.entries(wanted).every(([name, field]) => contains(fields[name], field));
}

/** An object that is to be as it is wanted. */
export interface KeptObject {
  readonly client: ResourceClient<never>;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** As it is known to be; `undefined` when none of ours is known. */
  readonly present: ApiObject | undefined;
  /** `undefined`: it is to be gone. */
  readonly wanted: KubernetesObject | undefined;
  readonly isOurs: (present: ApiObject) => boolean;
  /** Told that another hand has changed it. */
  readonly corrected: (kind: string, name: string) => void;
}

/**
 * Makes an object what it is to be, if it is not. Somebody else's is left alone.
 *
 * @throws {FairleadError} `object_foreign`
 * @throws ApiError
 */
export async function keepObject(kept: KeptObject): Promise<void> {
  const { isOurs, kind, name, namespace, wanted } = kept;
  const client = kept.client as unknown as ResourceClient<ApiObject>;
  // What is not known to be there may be there all the same, and be somebody else's.
  const present =
    kept.present ?? (wanted === undefined ? undefined : await ifFound(client.get({ namespace, name })));
  if (present !== undefined && !isOurs(present)) {
    if (wanted === undefined) return;
    throw new FairleadError(
      "object_foreign",
      `The ${kind} ${namespace}/${name} is there and belongs to somebody else. Delete or rename it.`,
      { details: { kind, namespace, name } },
    );
  }
  if (wanted === undefined) {
    if (present === undefined) return;
    const { uid } = present.metadata ?? {};
    await ifFound(client.delete({ namespace, name }, { uid, propagationPolicy: "Background" }));
    return;
  }
  if (present !== undefined && contains(present, wanted)) return;
  await applyObject(client, wanted, { fieldManager: FIELD_MANAGER_SCALER });
  if (present !== undefined) kept.corrected(kind, name);
}
