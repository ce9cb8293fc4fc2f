import { describe, expect, it } from "vitest";
import { EMPTY_STATUS } from "../lifecycle/pool-status.ts";
import type { PlanAction } from "./action.ts";
import { planStages } from "./plan-stages.ts";

const status: PlanAction = { kind: "updateStatus", fromRevision: 0, status: EMPTY_STATUS };
const told: PlanAction = { kind: "recordEvent", reason: "StartsFailing", message: "starts_fail" };
const subset = (routeId: string): PlanAction => ({ kind: "addSubset", routeId, uid: "one", epoch: 0 });
const route = (routeId: string): PlanAction => ({ kind: "addRoute", routeId, uid: "one", epoch: 0 });

describe("the stages of a plan", () => {
  it("have the actions of different pods side by side, and those of one pod in their order", () => {
    expect(planStages([subset("a"), subset("b"), route("a"), route("b"), subset("c")])).toEqual([
      [[subset("a"), route("a")], [subset("b"), route("b")], [subset("c")]],
    ]);
  });

  it("keep what is of the whole pool where it is", () => {
    const release: PlanAction = { kind: "releasePool" };
    expect(planStages([status, subset("a"), subset("b"), told, subset("a"), release])).toEqual([
      [[status]],
      [[subset("a")], [subset("b")]],
      [[told]],
      [[subset("a")]],
      [[release]],
    ]);
  });

  it("are none of a plan that does nothing", () => {
    expect(planStages([])).toEqual([]);
  });
});
