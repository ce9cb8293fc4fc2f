import { describe, expect, it } from "vitest";
import { ownerKeys } from "../controller/sources.ts";
import { resourceType } from "../api/resource-type.ts";
import type { ApiObject } from "../api/api-object.ts";
import { controllerOf, isControlledBy, ownerReference, withController } from "./owner-reference.ts";

const owner: ApiObject = {
  apiVersion: "fairlead.dev/v1alpha1",
  kind: "PodPool",
  metadata: { namespace: "space", name: "pool", uid: "1" },
};
const object: ApiObject = { metadata: { namespace: "space", name: "job" } };

describe("withController", () => {
  it("says who acts on an object, once, and leaves other owners", () => {
    const other = { apiVersion: "v1", kind: "Node", name: "n", uid: "9" };
    const owned = withController({ metadata: { ...object.metadata, ownerReferences: [other] } }, owner);
    expect(owned.metadata?.ownerReferences).toEqual([
      other,
      {
        apiVersion: "fairlead.dev/v1alpha1",
        kind: "PodPool",
        name: "pool",
        uid: "1",
        controller: true,
        blockOwnerDeletion: true,
      },
    ]);
    expect(withController(owned, owner)).toEqual(owned);
    expect(controllerOf(owned)?.uid).toBe("1");
    expect(isControlledBy(owned, owner)).toBe(true);
    expect(isControlledBy(owned, { metadata: { ...owner.metadata, uid: "2" } })).toBe(false);
    expect(isControlledBy({}, {})).toBe(false);
  });

  it("refuses an object of another controller, and of another namespace", () => {
    const owned = withController(object, owner);
    const rival = { ...owner, metadata: { ...owner.metadata, name: "rival", uid: "2" } };
    expect(() => withController(owned, rival)).toThrow("The object belongs to PodPool pool already");
    expect(() => withController({ metadata: { namespace: "other", name: "job" } }, owner)).toThrow(
      "PodPool space/pool cannot own an object in namespace other",
    );
    expect(() => withController({ metadata: { name: "node" } }, owner)).toThrow("outside of namespaces");
    const global: ApiObject = { apiVersion: "v1", kind: "Node", metadata: { name: "node", uid: "3" } };
    expect(controllerOf(withController(object, global))?.uid).toBe("3");
  });

  it("needs an owner that is stored, and says what it is", () => {
    expect(() => ownerReference({ ...owner, metadata: { name: "pool" } })).toThrow("Create it first");
    expect(() => ownerReference({ metadata: { name: "pool", uid: "1" } })).toThrow(
      "has no apiVersion or kind",
    );
  });
});

describe("ownerKeys", () => {
  const pools = resourceType({ apiVersion: "fairlead.dev/v1beta1", kind: "PodPool", plural: "podpools" });

  it("leads to the owner, of whatever version, and to no other kind", () => {
    const owned = withController(object, owner);
    expect(ownerKeys(pools)(owned)).toEqual(["space/pool"]);
    expect(ownerKeys({ ...pools, isNamespaced: false })(owned)).toEqual(["pool"]);
    expect(ownerKeys({ ...pools, kind: "Other" })(owned)).toEqual([]);
    expect(ownerKeys({ ...pools, apiVersion: "other.dev/v1" })(owned)).toEqual([]);
    expect(ownerKeys(pools)(object)).toEqual([]);
  });
});
