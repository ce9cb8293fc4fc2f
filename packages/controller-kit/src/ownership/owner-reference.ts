import type { ApiObject, OwnerReference } from "../api/api-object.ts";

/** An object that may own others: one that the API server has stored. */
export type Owner = ApiObject;

/**
 * Names an owner, so that its objects are deleted with it.
 *
 * @throws TypeError when the owner has not been stored yet, or says not what kind it is.
 */
export function ownerReference(
  owner: Owner,
  options: { readonly isController?: boolean } = {},
): OwnerReference {
  const { apiVersion, kind, metadata } = owner;
  if (apiVersion === undefined || kind === undefined) {
    throw new TypeError(
      "The owner has no apiVersion or kind. The API server leaves them out of the items of a list: set them.",
    );
  }
  if (metadata?.uid === undefined || metadata.name === undefined) {
    throw new TypeError(
      `The owner, a ${kind}, has no uid or no name. Create it first, and use what was answered.`,
    );
  }
  return {
    apiVersion,
    kind,
    name: metadata.name,
    uid: metadata.uid,
    ...(options.isController === true && { controller: true, blockOwnerDeletion: true }),
  };
}

/** The owner that acts on an object. */
export const controllerOf = ({ metadata }: ApiObject): OwnerReference | undefined =>
  metadata?.ownerReferences?.find(({ controller }) => controller === true);

/** Whether an object belongs to this very owner, not to an earlier one of the same name. */
export const isControlledBy = (object: ApiObject, owner: ApiObject): boolean =>
  owner.metadata?.uid !== undefined && controllerOf(object)?.uid === owner.metadata.uid;

/**
 * Gives an object that belongs to an owner, as controller-runtime's `SetControllerReference` does.
 *
 * @throws TypeError when it belongs to another one, or is where the owner cannot own it.
 */
export function withController<Item extends ApiObject>(object: Item, owner: Owner): Item {
  const reference = ownerReference(owner, { isController: true });
  const ownerNamespace = owner.metadata?.namespace ?? "";
  const namespace = object.metadata?.namespace ?? "";
  if (ownerNamespace !== "" && namespace !== ownerNamespace) {
    throw new TypeError(
      `${reference.kind} ${ownerNamespace}/${reference.name} cannot own an object ${namespace === "" ? "outside of namespaces" : `in namespace ${namespace}`}. Put it into the owner's namespace.`,
    );
  }
  const present = controllerOf(object);
  if (present !== undefined && present.uid !== reference.uid) {
    throw new TypeError(
      `The object belongs to ${present.kind} ${present.name} already; an object has one controller at most.`,
    );
  }
  const others = (object.metadata?.ownerReferences ?? []).filter(({ uid }) => uid !== reference.uid);
  return { ...object, metadata: { ...object.metadata, ownerReferences: [...others, reference] } };
}
