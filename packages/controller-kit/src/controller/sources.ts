import type { ApiObject } from "../api/api-object.ts";
import { formatKey, keyOf, type ObjectKey } from "../api/object-key.ts";
import type { ResourceType } from "../api/resource-type.ts";
import type { Informer } from "../informer/informer.ts";
import { controllerOf } from "../ownership/owner-reference.ts";

/** Objects whose changes call for a pass. */
export interface Source {
  readonly informer: Informer<ApiObject>;
  /** Calls `enqueue` for each change from now on, and for each object that is there; gives the end of it. */
  start(enqueue: (key: ObjectKey) => void): () => void;
}

/** Settings of {@link source}. */
export interface SourceOptions<Item extends ApiObject> {
  /** The objects that a change of this one calls for. Default: itself. */
  readonly toKeys?: (item: Item) => readonly ObjectKey[];
  /** Whether an update calls for a pass. Default: each one. */
  readonly isRelevant?: (before: Item, after: Item) => boolean;
}

/** Makes passes of the changes of an informer. For an update the keys of the object before and after it count. */
export function source<Item extends ApiObject>(
  informer: Informer<Item>,
  options: SourceOptions<Item> = {},
): Source {
  const { toKeys = (item: Item) => [keyOf(item)], isRelevant = () => true } = options;
  return {
    informer,
    start(enqueue) {
      const each = (...items: readonly Item[]): void => {
        for (const key of new Set(items.flatMap(toKeys))) enqueue(key);
      };
      return informer.addHandler({
        onAdd: (item) => each(item),
        onUpdate(before, after) {
          if (isRelevant(before, after)) each(before, after);
        },
        onDelete: (item) => each(item),
      });
    },
  };
}

const groupOf = (apiVersion: string): string =>
  apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";

/**
 * The key of the owner of a kind that acts on an object, for `toKeys`. As controller-runtime, it holds
 * the group against the owner's, not the version.
 */
export const ownerKeys =
  (owner: ResourceType) =>
  (item: ApiObject): readonly ObjectKey[] => {
    const reference = controllerOf(item);
    if (reference?.kind !== owner.kind || groupOf(reference.apiVersion) !== groupOf(owner.apiVersion))
      return [];
    const namespace = owner.isNamespaced ? item.metadata?.namespace : undefined;
    return [formatKey({ namespace, name: reference.name })];
  };

/** For `isRelevant`: the wish has changed, the object is to be deleted, or all are told anew. Status alone is not. */
export const generationChanged = (before: ApiObject, after: ApiObject): boolean =>
  before === after ||
  before.metadata?.generation !== after.metadata?.generation ||
  before.metadata?.deletionTimestamp !== after.metadata?.deletionTimestamp;
