import { describe, expect, it } from "vitest";
import type { LifecyclePhase } from "../lifecycle/phase.ts";
import { EMPTY_STATUS } from "../lifecycle/pool-status.ts";
import type { PlanAction } from "./action.ts";
import { lanesIn } from "./lanes-in.ts";
import { makePod } from "./testing/pool-builder.ts";

const pod = (routeId: string, name: LifecyclePhase = "starting") => makePod(routeId, { phase: { name } });
const subset = (routeId: string): PlanAction => ({ kind: "addSubset", routeId, uid: "one", epoch: 0 });
const route = (routeId: string): PlanAction => ({ kind: "addRoute", routeId, uid: "one", epoch: 0 });
const enter = (routeId: string, name: LifecyclePhase): PlanAction => ({
  kind: "setPhase",
  routeId,
  uid: "one",
  fromRevision: 1,
  phase: pod(routeId, name).phase,
});
const told = (routeId: string): PlanAction => ({
  kind: "recordEvent",
  reason: "PodOpened",
  routeId,
  message: "",
});

describe("the lanes in", () => {
  it("are those of starting pods that get their route or are opened, each in its order", () => {
    const [a, b] = [pod("a"), pod("b")];
    const actions: PlanAction[] = [
      { kind: "updateStatus", fromRevision: 0, status: EMPTY_STATUS },
      subset("a"),
      enter("b", "open"),
      route("a"),
      told("b"),
      { kind: "createPod", routeId: "new", templateHash: "one", phase: pod("new").phase },
    ];
    expect(lanesIn(actions, [a, b])).toEqual([
      { pod: a, lane: [subset("a"), route("a")] },
      { pod: b, lane: [enter("b", "open"), told("b")] },
    ]);
  });

  it.each(["open", "draining", "closed"] as const)("are none of a pod that is %s", (name) => {
    expect(lanesIn([route("a"), enter("a", "open")], [pod("a", name)])).toEqual([]);
  });

  it.each([
    ["goes", [subset("a"), enter("a", "draining")]],
    ["is guarded", [{ kind: "guard", routeId: "a", uid: "one" }, route("a")]],
    ["is only told of", [told("a")]],
  ] satisfies [string, PlanAction[]][])("are none of a pod that %s", (_, actions) => {
    expect(lanesIn(actions, [pod("a")])).toEqual([]);
  });
});
