import { FairleadError } from "@fairlead/routing-schema";
import { describe, expect, it, vi } from "vitest";
import { EMPTY_STATUS, type PhaseRecord, type PlanAction } from "@fairlead/pool-scaling";
import { createFakeWorld } from "../testing/fake-world.ts";
import { createExecutor, type ExecutionResult } from "./create-executor.ts";
import type { Outcome } from "./outcome.ts";

const LEASE_MS = 2_000;
const STARTING: PhaseRecord = { name: "starting", sinceMs: 0, revision: 1, epoch: 0, opened: false };

function setUp() {
  const world = createFakeWorld();
  const outcomes: (readonly [string, Outcome])[] = [];
  let leads = true;
  const executor = createExecutor({
    clock: world.clock,
    mayAct: () => leads,
    backOffBaseMs: 1_000,
    backOffMaxMs: 4_000,
    observe: (action, outcome) =>
      outcomes.push([
        `${action.kind}${"routeId" in action && action.routeId !== undefined ? ` ${action.routeId}` : ""}`,
        outcome,
      ]),
  });
  const events: string[] = [];
  return {
    world,
    outcomes,
    events,
    resign: () => (leads = false),
    execute: async (
      actions: readonly PlanAction[],
      observedAtMs = world.clock.nowMs(),
    ): Promise<ExecutionResult> => {
      outcomes.length = 0;
      return executor.execute({
        actions,
        observedAtMs,
        leaseMs: LEASE_MS,
        world,
        observer: { takeDirectReport: () => {}, takePickerOutcome: () => {} },
        record: ({ reason }) => events.push(reason),
        pods: [...world.jobs.values()],
        replicaCount: undefined,
      });
    },
  };
}

const create = (routeId: string): PlanAction => ({
  kind: "createPod",
  routeId,
  templateHash: "one",
  phase: STARTING,
});
const started = (routeId: string): PlanAction => ({
  kind: "recordEvent",
  reason: "PodStarted",
  routeId,
  message: "one",
});

describe("an executor", () => {
  it("keeps the order of the actions of one pod, while those of others go beside them", async () => {
    const { execute, outcomes, world } = setUp();
    const { create: original } = world.pods;
    const answer = Promise.withResolvers<void>();
    world.pods.create = async (pod) => {
      await original.call(world.pods, pod);
      if (pod.routeId === "a") await answer.promise;
    };
    const execution = execute([create("a"), started("a"), create("b"), started("b")]);
    await vi.waitFor(() => expect(outcomes).toHaveLength(2));
    expect(outcomes).toEqual([
      ["createPod b", "done"],
      ["recordEvent b", "done"],
    ]);
    answer.resolve();
    await execution;
    expect(outcomes.slice(2)).toEqual([
      ["createPod a", "done"],
      ["recordEvent a", "done"],
    ]);
  });

  it("works on so many pods at once and no more, the first ones of the plan first", async () => {
    const { execute, world } = setUp();
    const { create: original } = world.pods;
    const began: string[] = [];
    let underWay = 0;
    let most = 0;
    world.pods.create = async (pod) => {
      began.push(pod.routeId);
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise(setImmediate);
      await original.call(world.pods, pod);
      underWay -= 1;
    };
    const names = Array.from({ length: 40 }, (_, index) => `pod-${index}`);
    await execute(names.map(create));
    expect(most).toBe(16);
    expect(began).toEqual(names);
    expect(world.jobs.size).toBe(40);
  });

  it("lets nothing of the whole pool overtake, or be overtaken", async () => {
    const { execute, world } = setUp();
    const order: string[] = [];
    const slowly = (name: string) => async (): Promise<void> => {
      order.push(`${name} begins`);
      await new Promise(setImmediate);
      order.push(`${name} ends`);
    };
    world.statusStore.write = slowly("status");
    world.pods.create = ({ routeId }) => slowly(routeId)();
    world.source.release = slowly("release");
    const update: PlanAction = { kind: "updateStatus", fromRevision: 0, status: EMPTY_STATUS };
    await execute([update, create("a"), create("b"), { kind: "releasePool" }]);
    expect(order).toEqual([
      "status begins",
      "status ends",
      "a begins",
      "b begins",
      "a ends",
      "b ends",
      "release begins",
      "release ends",
    ]);
  });

  it("leaves out what rests on an action that failed, and goes on with other pods", async () => {
    const { events, execute, outcomes, world } = setUp();
    const { create: original } = world.pods;
    world.pods.create = (pod) =>
      pod.routeId === "a" ? Promise.reject(new Error("no room")) : original.call(world.pods, pod);
    const result = await execute([create("a"), started("a"), create("b"), started("b")]);
    expect(Object.fromEntries(outcomes)).toEqual({
      "createPod a": "failed",
      "recordEvent a": "skipped",
      "createPod b": "done",
      "recordEvent b": "done",
    });
    expect(events).toEqual(["PodStarted"]);
    expect(result).toEqual({ changed: true, failures: 1, late: 0, retryAtMs: world.clock.nowMs() + 1_000 });
  });

  it("tries an action again after a pause that doubles, and at once after it worked", async () => {
    const { execute, outcomes, world } = setUp();
    const { create: original } = world.pods;
    let fails = true;
    world.pods.create = (pod) =>
      fails ? Promise.reject(new Error("no room")) : original.call(world.pods, pod);
    const pauses: number[] = [];
    for (let failure = 0; failure < 4; failure += 1) {
      const { retryAtMs = 0 } = await execute([create("a")]);
      pauses.push(retryAtMs - world.clock.nowMs());
      world.clock.advance(retryAtMs - world.clock.nowMs() - 1);
      await execute([create("a")]);
      expect(outcomes).toEqual([["createPod a", "backing_off"]]);
      world.clock.advance(1);
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 4_000]);
    fails = false;
    expect(await execute([create("a")])).toEqual({ changed: true, failures: 0, late: 0 });
    fails = true;
    expect((await execute([create("a")])).retryAtMs).toBe(world.clock.nowMs() + 1_000);
  });

  it("does nothing once the status was written by somebody else", async () => {
    const { execute, outcomes, world } = setUp();
    const status = { ...EMPTY_STATUS, revision: 1 };
    await world.statusStore.write({ pool: status }, 0);
    const update: PlanAction = { kind: "updateStatus", fromRevision: 0, status };
    const result = await execute([update, create("a"), create("b")]);
    expect(outcomes.map(([, outcome]) => outcome)).toEqual(["precondition", "skipped", "skipped"]);
    expect(world.jobs.size).toBe(0);
    // It pays to look again at once.
    expect(result).toEqual({ changed: true, failures: 0, late: 0 });
  });

  it("drops what is decided from an observation as old as the lease, in the middle of a plan too", async () => {
    const { execute, outcomes, world } = setUp();
    const { create: original } = world.pods;
    world.pods.create = async (pod) => {
      await original.call(world.pods, pod);
      world.clock.advance(LEASE_MS);
    };
    const names = Array.from({ length: 18 }, (_, index) => `pod-${index}`);
    expect(await execute([...names.map(create), started("pod-0")])).toMatchObject({ failures: 0, late: 3 });
    // What was under way by then ends; nothing begins after.
    expect([...world.jobs.keys()]).toEqual(names.slice(0, 16));
    const became = Object.fromEntries(outcomes);
    expect([became["createPod pod-15"], became["recordEvent pod-0"]]).toEqual(["done", "late"]);
    expect([became["createPod pod-16"], became["createPod pod-17"]]).toEqual(["late", "late"]);
  });

  it("stops acting when another controller may lead", async () => {
    const { execute, outcomes, resign, world } = setUp();
    const { create: original } = world.pods;
    world.pods.create = async (pod) => {
      await original.call(world.pods, pod);
      resign();
    };
    const names = Array.from({ length: 17 }, (_, index) => `pod-${index}`);
    await execute([...names.map(create), started("pod-0")]);
    const became = Object.fromEntries(outcomes);
    expect([became["createPod pod-15"], became["recordEvent pod-0"]]).toEqual(["done", "not_leader"]);
    expect(became["createPod pod-16"]).toBe("not_leader");
    expect(world.jobs.size).toBe(16);
  });

  it("tells a precondition from a failure", async () => {
    const { execute, outcomes, world } = setUp();
    await execute([create("a")]);
    const phase = { ...STARTING, revision: 7 };
    const uid = world.jobs.get("a")?.uid ?? "";
    const result = await execute([{ kind: "setPhase", routeId: "a", uid, fromRevision: 6, phase }]);
    expect(outcomes).toEqual([["setPhase a", "precondition"]]);
    expect(result).toEqual({ changed: true, failures: 0, late: 0 });
  });

  it("has a pod read, and not one that was replaced meanwhile", async () => {
    const { execute, outcomes, world } = setUp();
    await execute([create("a")]);
    const podId = world.jobs.get("a")?.instance?.podId ?? "";
    await execute([{ kind: "readPod", routeId: "a", podId }]);
    expect(outcomes).toEqual([["readPod a", "done"]]);
    await execute([{ kind: "readPod", routeId: "a", podId: "another" }]);
    expect(outcomes).toEqual([["readPod a", "precondition"]]);
    world.workload.read = () => Promise.reject(new FairleadError("workload_unreadable", "It is silent."));
    await execute([{ kind: "readPod", routeId: "a", podId }]);
    expect(outcomes).toEqual([["readPod a", "failed"]]);
  });
});
