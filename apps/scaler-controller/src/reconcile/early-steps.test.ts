import type { PhaseRecord, PlanAction } from "@fairlead/pool-scaling";
import { describe, expect, it } from "vitest";
import type { ManagedPod } from "../interfaces/pods.ts";
import { createEarlySteps } from "./early-steps.ts";

const phase = (name: PhaseRecord["name"], revision = 1): PhaseRecord => ({
  name,
  sinceMs: 0,
  revision,
  epoch: 0,
  opened: false,
});
const pod = (
  routeId: string,
  name: PhaseRecord["name"] = "starting",
  uid = `${routeId}-uid`,
): ManagedPod => ({
  routeId,
  uid,
  createdAtMs: 0,
  templateHash: "one",
  phase: phase(name),
  deleting: false,
});
const add = (kind: "addRoute" | "addSubset", routeId: string, epoch = 0): PlanAction => ({
  kind,
  routeId,
  uid: `${routeId}-uid`,
  epoch,
});
const enter = (routeId: string, name: PhaseRecord["name"], fromRevision = 1): PlanAction => ({
  kind: "setPhase",
  routeId,
  uid: `${routeId}-uid`,
  fromRevision,
  phase: phase(name, fromRevision + 1),
});
describe("of a plan made on a glance", () => {
  it("only the way in of a pod that starts is done", () => {
    const actions = [enter("b", "draining"), add("addSubset", "a"), add("addRoute", "a")];
    expect(createEarlySteps().take(actions, [pod("a"), pod("b")])).toEqual(actions.slice(1));
  });

  it("each step is done once: who asks for it again may be looking at something old", () => {
    const early = createEarlySteps();
    const route = [add("addSubset", "a"), add("addRoute", "a")];
    expect(early.take(route, [pod("a")])).toEqual(route);
    expect(early.take(route, [pod("a")])).toEqual([]);
    expect(early.take([enter("a", "open")], [pod("a")])).toHaveLength(1);
    expect(early.take([enter("a", "open")], [pod("a")])).toEqual([]);
  });

  it("a later epoch, a later revision and another Job have steps of their own", () => {
    const early = createEarlySteps();
    const isTaken = (action: PlanAction, uid?: string): boolean =>
      early.take([action], [pod("a", "starting", uid)]).length > 0;
    expect([isTaken(add("addRoute", "a")), isTaken(add("addRoute", "a", 1))]).toEqual([true, true]);
    expect([isTaken(enter("a", "open")), isTaken(enter("a", "open", 3))]).toEqual([true, true]);
    expect([isTaken(add("addRoute", "a"), "other"), isTaken(add("addRoute", "a"), "other")]).toEqual([
      true,
      false,
    ]);
  });
});
