import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contains, isAsWanted } from "./keep-object.ts";

const json = fc.jsonValue({ maxDepth: 3 });

describe("contains", () => {
  it("finds everything in itself, and in more of the same", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), json), fc.string(), json, (wanted, name, field) => {
        expect(contains(wanted, wanted)).toBe(true);
        if (!(name in wanted) && name !== "__proto__") {
          expect(contains({ ...wanted, [name]: field }, wanted)).toBe(true);
        }
      }),
    );
  });

  it.each([
    [{ a: 1 }, {}, true],
    [{}, { a: 1 }, false],
    [undefined, { a: 1 }, false],
    [{ a: null }, { a: {} }, false],
    [{ a: [{ b: 1, c: 2 }] }, { a: [{ b: 1 }] }, true],
    [{ a: [1, 2] }, { a: [1] }, false],
    [{ a: [2, 1] }, { a: [1, 2] }, false],
    [{ a: "1" }, { a: 1 }, false],
    [{ selector: { a: "1", b: "2" } }, { selector: { a: "1" } }, false],
    [
      { spec: { selector: { matchLabels: { a: "1" } } } },
      { spec: { selector: { matchLabels: { a: "1" } } } },
      true,
    ],
  ])("in %j finds %j: %s", (present, wanted, expected) => {
    expect(contains(present, wanted)).toBe(expected);
  });
});

describe("an object is as it is wanted", () => {
  const owner = { apiVersion: "a/v1", kind: "A", name: "a", uid: "1" };
  const wanted = {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: { name: "chat", namespace: "shop", labels: { pool: "chat" }, ownerReferences: [owner] },
    spec: { hosts: ["a"] },
  };
  const present = { ...wanted, metadata: { ...wanted.metadata, uid: "2", resourceVersion: "3" } };

  it("whatever others have put on it, and whoever else owns it", () => {
    const { metadata } = present;
    const labels = { ...metadata.labels, theirs: "1" };
    const ownerReferences = [{ ...owner, uid: "9" }, owner];
    expect(isAsWanted({ ...present, metadata: { ...metadata, labels, ownerReferences } }, wanted)).toBe(true);
  });

  it("not where it lacks a label or its owner, or says more than Kubernetes adds by itself", () => {
    const { metadata } = present;
    expect(isAsWanted({ ...present, metadata: { ...metadata, labels: {} } }, wanted)).toBe(false);
    expect(isAsWanted({ ...present, metadata: { ...metadata, ownerReferences: [] } }, wanted)).toBe(false);
    const more = { ...present, spec: { ...wanted.spec, exportTo: ["."] } };
    expect(isAsWanted(more, wanted)).toBe(false);
    expect(isAsWanted(more, { ...wanted, apiVersion: "v1" })).toBe(true);
  });
});
