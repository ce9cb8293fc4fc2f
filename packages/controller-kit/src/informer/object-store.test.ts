import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ApiObject } from "../api/api-object.ts";
import { formatKey, keyOf, parseKey } from "../api/object-key.ts";
import { createObjectStore } from "./object-store.ts";
import { isOlder } from "./resource-version.ts";

const object = (name: string, labels: Record<string, string>): ApiObject => ({
  metadata: { namespace: "s", name, labels },
});

describe("createObjectStore", () => {
  it("finds by index exactly what a search through everything finds", () => {
    const step = fc.record({
      name: fc.constantFrom("a", "b", "c", "d"),
      color: fc.constantFrom("red", "blue", undefined),
      isRemoval: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const store = createObjectStore<ApiObject>({
          color: ({ metadata }) => Object.values(metadata?.labels ?? {}),
        });
        for (const { name, color, isRemoval } of steps) {
          const item = object(name, color === undefined ? {} : { color });
          if (isRemoval) store.remove(keyOf(item));
          else store.put(item);
          for (const value of ["red", "blue"]) {
            const searched = store.list().filter(({ metadata }) => metadata?.labels?.["color"] === value);
            expect(new Set(store.byIndex("color", value))).toEqual(new Set(searched));
          }
        }
      }),
    );
  });

  it("says which indexes there are", () => {
    const store = createObjectStore({ color: () => [] });
    expect(() => store.byIndex("colour", "red")).toThrow('There is no index "colour". There are: color.');
  });
});

describe("object keys", () => {
  it("are read as they are written", () => {
    for (const parts of [
      { namespace: "s", name: "n" },
      { namespace: undefined, name: "n" },
    ]) {
      expect(parseKey(formatKey(parts))).toEqual(parts);
    }
    expect(formatKey({ namespace: "", name: "n" })).toBe("n");
  });
});

describe("isOlder", () => {
  it("compares numbers of any length, and nothing else", () => {
    expect(isOlder("9", "10")).toBe(true);
    expect(isOlder("10", "10")).toBe(false);
    expect(isOlder("99999999999999999998", "99999999999999999999")).toBe(true);
    expect([isOlder("a", "10"), isOlder("", "10"), isOlder("9", "")]).toEqual([false, false, false]);
  });
});
