import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EndpointSliceObject } from "../read/endpoint-slice.ts";
import type { PodObject } from "../read/kubernetes-pod.ts";
import { createOutsideFallbackTracker } from "./outside-fallback.ts";

const podOf = (phase: string | undefined, revision: string | undefined, uid = "one"): PodObject => ({
  metadata: {
    name: `chat-1-${uid}`,
    namespace: "shop",
    uid,
    labels: {
      "batch.kubernetes.io/job-name": "chat-1",
      "job-name": "chat-1",
      ...(phase === undefined ? {} : { "fairlead.dev/phase": phase }),
    },
    annotations: revision === undefined ? {} : { "fairlead.dev/phase-revision": revision },
  },
});
const sliceOf = (uid: string, conditions = {}, service = "chat"): EndpointSliceObject => ({
  metadata: { name: "slice", namespace: "shop", labels: { "kubernetes.io/service-name": service } },
  endpoints: [{ addresses: ["10.0.0.1"], conditions, targetRef: { kind: "Pod", uid } }],
});
const take = (pods: readonly PodObject[], slices: readonly EndpointSliceObject[] = [], nowMs = 5) =>
  createOutsideFallbackTracker("chat").take(pods, slices, nowMs);

describe("a pod is outside of the fallback Service", () => {
  it("once it carries another phase than open, and is no endpoint, by that phase", () => {
    expect(take([podOf("draining", "3")])).toEqual([{ routeId: "chat-1", phaseRevision: 3, sinceMs: 5 }]);
    expect(take([podOf("draining", "3")], [sliceOf("one", {}, "chat-pods")])).toHaveLength(1);
    expect(take([podOf("draining", "3")], [sliceOf("other")])).toHaveLength(1);
    expect(take([podOf("draining", "3")], [sliceOf("one", { serving: false, ready: true })])).toHaveLength(1);
  });

  it.each([
    ["it is open", [podOf("open", "3")], []],
    ["it is still an endpoint", [podOf("draining", "3")], [sliceOf("one")]],
    [
      "it still serves as one that ends",
      [podOf("draining", "3")],
      [sliceOf("one", { serving: true, ready: false })],
    ],
    ["it carries no revision", [podOf("draining", undefined)], []],
    ["its revision is none", [podOf("draining", "3 ")], []],
    ["another pod of its Job is open", [podOf("draining", "3"), podOf("open", "3", "two")], []],
    [
      "another pod of its Job has not got so far",
      [podOf("draining", "3"), podOf("draining", "2", "two")],
      [],
    ],
    [
      "another pod of its Job is an endpoint",
      [podOf("draining", "3"), podOf("draining", "3", "two")],
      [sliceOf("two")],
    ],
  ] as const)("and is not where %s", (_, pods, slices) => {
    expect(take(pods, slices)).toEqual([]);
  });
});

it("is outside since when it was seen so without a gap, by the same phase", () => {
  const look = fc.record({ revision: fc.constantFrom("3", "4"), inside: fc.boolean() });
  fc.assert(
    fc.property(fc.array(look, { minLength: 1 }), (looks) => {
      const tracker = createOutsideFallbackTracker("chat");
      let sinceMs: number | undefined;
      let before: string | undefined;
      for (const [nowMs, { inside, revision }] of looks.entries()) {
        const found = tracker.take([podOf("closed", revision)], inside ? [sliceOf("one")] : [], nowMs);
        sinceMs = inside ? undefined : before === revision ? (sinceMs ?? nowMs) : nowMs;
        before = inside ? undefined : revision;
        expect(found.map((one) => one.sinceMs)).toEqual(sinceMs === undefined ? [] : [sinceMs]);
      }
    }),
  );
});
