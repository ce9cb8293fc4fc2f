import { describe, expect, it } from "vitest";
import { isAtRest } from "./is-at-rest.ts";

const open = { phase: { name: "open" } };
const at = ({ observation = {}, plan = {}, replicaCount = {} }: Record<string, object>): boolean =>
  isAtRest({
    observation: { lookupFault: undefined, waitingClients: 0, pods: [open, open], ...observation },
    plan: { actions: [], ...plan },
    replicaCount: {
      currentReplicas: 2,
      desiredReplicas: 2,
      proposedReplicas: 2,
      stabilizedReplicas: 2,
      limit: "DesiredWithinRange",
      ...replicaCount,
    },
  } as unknown as Parameters<typeof isAtRest>[0]);

describe("a pool is at rest", () => {
  it.each([
    ["with as many open pods as are wanted", {}],
    ["without pods", { observation: { pods: [] } }],
    [
      "at its least number",
      { replicaCount: { proposedReplicas: 0, stabilizedReplicas: 0, limit: "TooFewReplicas" } },
    ],
    [
      "where nothing is proposed",
      { replicaCount: { proposedReplicas: undefined, stabilizedReplicas: undefined } },
    ],
  ])("%s", (_, seen) => {
    expect(at(seen)).toBe(true);
  });

  it.each([
    ["something is to be done", { plan: { actions: [{ kind: "guard" }] } }],
    ["something is to be done later", { plan: { wakeAtMs: 1 } }],
    ["a pod is no longer open", { observation: { pods: [open, { phase: { name: "draining" } }] } }],
    ["the lookup service is not heard", { observation: { lookupFault: new Error("away") } }],
    ["clients wait", { observation: { waitingClients: 1 } }],
    ["other pods are wanted", { replicaCount: { desiredReplicas: 3 } }],
    ["a window holds the number back", { replicaCount: { proposedReplicas: 1 } }],
    ["a policy holds the number back", { replicaCount: { limit: "ScaleUpLimit" } }],
    ["the last pod stays for a while", { replicaCount: { idleUntilMs: 5 } }],
  ])("not while %s", (_, seen) => {
    expect(at(seen)).toBe(false);
  });
});
