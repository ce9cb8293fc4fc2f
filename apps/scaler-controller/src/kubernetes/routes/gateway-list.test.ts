import { describe, expect, it } from "vitest";
import type { PodObject } from "../read/kubernetes-pod.ts";
import { createGatewayTracker } from "./gateway-list.ts";

interface Shape {
  readonly ready?: boolean;
  readonly phase?: string;
  readonly ip?: string;
  readonly restarts?: number;
}
const podOf = (
  name: string,
  { ip = "10.0.0.1", phase = "Running", ready = true, restarts = 0 }: Shape = {},
) =>
  ({
    metadata: { name, namespace: "istio-system" },
    status: {
      phase,
      podIP: ip,
      conditions: [{ type: "Ready", status: ready ? "True" : "False" }],
      containerStatuses: [{ restartCount: restarts }],
    },
  }) satisfies PodObject;
const namesOf = (found: readonly { readonly name: string }[]) => found.map(({ name }) => name);

describe("a gateway", () => {
  it("counts from when it is ready until its process has ended", () => {
    const tracker = createGatewayTracker();
    expect(tracker.take([podOf("a", { ready: false })], 1)).toEqual([]);
    expect(namesOf(tracker.take([podOf("a")], 2))).toEqual(["istio-system/a"]);
    expect(namesOf(tracker.take([podOf("a", { ready: false })], 3))).toEqual(["istio-system/a"]);
    expect(tracker.take([podOf("a", { ready: false, phase: "Succeeded" })], 4)).toEqual([]);
    expect(tracker.take([podOf("a", { ready: false })], 5)).toEqual([]);
  });

  it("counts not while it has no address, or does not run", () => {
    const tracker = createGatewayTracker();
    expect(tracker.take([podOf("a", { ip: "" }), podOf("b", { phase: "Pending" })], 1)).toEqual([]);
  });

  it("is another one after its Envoy was started again", () => {
    const tracker = createGatewayTracker();
    tracker.take([podOf("a")], 1);
    expect(tracker.take([podOf("a", { restarts: 1, ready: false })], 2)).toEqual([]);
    expect(namesOf(tracker.take([podOf("a", { restarts: 1 })], 3))).toEqual(["istio-system/a#1"]);
    expect(tracker.list).toMatchObject({ names: ["istio-system/a#1"], sinceMs: 3 });
  });
});

it("keeps the time since which the gateways are these, in whatever order they are listed", () => {
  const tracker = createGatewayTracker();
  expect(tracker.list).toBeUndefined();
  tracker.take([], 1);
  expect(tracker.list).toEqual({ names: [], sinceMs: 1, observedAtMs: 1 });
  tracker.take([podOf("a"), podOf("b")], 2);
  tracker.take([podOf("b"), podOf("a")], 3);
  expect(tracker.list).toMatchObject({ sinceMs: 2, observedAtMs: 3 });
  tracker.take([podOf("b")], 4);
  tracker.take([podOf("a"), podOf("b")], 5);
  expect(tracker.list).toMatchObject({ sinceMs: 5, observedAtMs: 5 });
});
