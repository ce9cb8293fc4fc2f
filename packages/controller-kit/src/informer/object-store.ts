import type { ApiObject } from "../api/api-object.ts";
import { keyOf, type ObjectKey } from "../api/object-key.ts";

/** Values under which an object is found. */
export type IndexFunction<Item> = (item: Item) => readonly string[];

/** The objects of a kind as they were last seen. They are shared: never change one. */
export interface ObjectStore<Item extends ApiObject> {
  get(key: ObjectKey): Item | undefined;
  /** In no order. */
  list(): readonly Item[];
  /** The objects that an index has under a value. */
  byIndex(index: string, value: string): readonly Item[];
  readonly size: number;
}

/** A store that can be written. */
export interface WritableStore<Item extends ApiObject> extends ObjectStore<Item> {
  /** Gives what was there before. */
  put(item: Item): Item | undefined;
  /** Gives what was there. */
  remove(key: ObjectKey): Item | undefined;
  keys(): readonly ObjectKey[];
}

/** Creates a store, empty, with the indexes that are named. */
export function createObjectStore<Item extends ApiObject>(
  indexes: Readonly<Record<string, IndexFunction<Item>>> = {},
): WritableStore<Item> {
  const items = new Map<ObjectKey, Item>();
  const tables = new Map(Object.keys(indexes).map((name) => [name, new Map<string, Set<ObjectKey>>()]));

  const valuesOf = (item: Item): [Map<string, Set<ObjectKey>>, string][] =>
    Object.entries(indexes).flatMap(([name, valuesIn]) => {
      const table = tables.get(name);
      return table === undefined
        ? []
        : valuesIn(item).map((value) => [table, value] as [typeof table, string]);
    });
  const unindex = (key: ObjectKey, item: Item): void => {
    for (const [table, value] of valuesOf(item)) {
      const keys = table.get(value);
      keys?.delete(key);
      if (keys?.size === 0) table.delete(value);
    }
  };

  return {
    get: (key) => items.get(key),
    list: () => [...items.values()],
    keys: () => [...items.keys()],
    byIndex(index, value) {
      const table = tables.get(index);
      if (table === undefined) {
        throw new RangeError(
          `There is no index "${index}". There are: ${[...tables.keys()].join(", ") || "none"}.`,
        );
      }
      return [...(table.get(value) ?? [])].flatMap((key) => items.get(key) ?? []);
    },
    get size() {
      return items.size;
    },
    put(item) {
      const key = keyOf(item);
      const before = items.get(key);
      if (before !== undefined) unindex(key, before);
      items.set(key, item);
      for (const [table, value] of valuesOf(item)) {
        const keys = table.get(value) ?? new Set();
        table.set(value, keys.add(key));
      }
      return before;
    },
    remove(key) {
      const before = items.get(key);
      if (before !== undefined) unindex(key, before);
      items.delete(key);
      return before;
    },
  };
}
