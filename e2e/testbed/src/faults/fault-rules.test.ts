import { describe, expect, it } from "vitest";
import { parseApiRequest } from "./api-request.ts";
import { createFaultRules } from "./fault-rules.ts";

const pods = parseApiRequest("GET", "/api/v1/pods");
const nodes = parseApiRequest("GET", "/api/v1/nodes");
const onPods = { matches: ({ resource }: typeof pods) => resource === "pods" };

describe("createFaultRules", () => {
  it("meets so many requests after so many, and no others", () => {
    const rules = createFaultRules();
    const fault = (): void => {};
    const active = rules.add({ ...onPods, fault, skip: 1, times: 2 });
    expect([pods, nodes, pods, pods, pods].map((request) => rules.take(request))).toEqual([
      undefined,
      undefined,
      fault,
      fault,
      undefined,
    ]);
    expect(active.hits).toBe(2);
  });

  it("asks the newest rule first, and the ones before it where that is used up", () => {
    const rules = createFaultRules();
    const old = (): void => {};
    const young = (): void => {};
    rules.add({ ...onPods, fault: old });
    const active = rules.add({ ...onPods, fault: young, times: 1 });
    expect([rules.take(pods), rules.take(pods)]).toEqual([young, old]);
    active.remove();
    rules.clear();
    expect(rules.take(pods)).toBeUndefined();
  });
});
