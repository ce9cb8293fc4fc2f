import { ANNOTATION_EPOCH, ANNOTATION_WRITTEN_AT } from "@fairlead/routing-schema";
import type { WrittenObject } from "@fairlead/pool-scaling";
import type { ObjectMetadata } from "../objects/kubernetes-object.ts";

/**
 * A route or subset of a pod as it is written. An object whose epoch or owner somebody has removed belongs to no
 * epoch: it is written anew while its pod needs it, and is taken for an orphan otherwise.
 */
export function writtenObject({ annotations, name, ownerReferences }: ObjectMetadata): WrittenObject {
  const epoch = annotations?.[ANNOTATION_EPOCH] ?? "";
  const writtenAtMs = Date.parse(annotations?.[ANNOTATION_WRITTEN_AT] ?? "");
  return {
    routeId: name,
    uid: ownerReferences?.find(({ kind }) => kind === "Job")?.uid ?? "",
    epoch: /^\d{1,15}$/.test(epoch) ? Number(epoch) : -1,
    writtenAtMs: Number.isNaN(writtenAtMs) ? 0 : writtenAtMs,
  };
}
