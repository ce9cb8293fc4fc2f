/** Who an object belongs to. */
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  /** Whether the owner is the one that acts on it; at most one is. */
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

/** What every object says of itself. Times are text, as they are sent. */
export interface ObjectMeta {
  readonly name?: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  /** There from the moment that the object is to be deleted. */
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly finalizers?: readonly string[];
}

/** An object of the API, as it is sent: JSON, nothing converted. */
export interface ApiObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: ObjectMeta;
}

/** A list of objects. */
export interface ApiList<Item> {
  readonly metadata: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items: readonly Item[];
}

/** Whether an object is to be deleted, and waits for its finalizers. */
export const isBeingDeleted = (object: ApiObject): boolean =>
  object.metadata?.deletionTimestamp !== undefined;
