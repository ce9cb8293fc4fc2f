import { describe, expect, it } from "vitest";
import { plan } from "../plan.ts";
import { makePod, makePool, makeSpec, NOW } from "../testing/pool-builder.ts";
import { explainPod, explainPool } from "./explain-pool.ts";

const draining = { phase: { name: "draining", revision: 3, drainReason: "scale_down" } } as const;
const pool = makePool([makePod("chat-1", { clients: 4 }), makePod("chat-2", { ...draining, clients: 2 })], {
  desiredReplicas: 1,
});

describe("explainPool", () => {
  it("says why there are as many pods as there are", () => {
    expect(explainPool(plan(pool, makeSpec(), NOW).explanation)).toEqual([
      "2 pods: 0 starting, 1 open, 1 draining, 0 closed.",
      "1 pod wanted by the load, within 1 to 10.",
      "Draining and closed pods are none of the wanted ones; they stay for their clients.",
    ]);
  });

  it("says what limits starting, and for how long", () => {
    const status = { ...pool.status, failedStarts: { count: 2, lastAtMs: NOW } };
    const made = plan(makePool([], { desiredReplicas: 20, status }), makeSpec(), NOW);
    expect(explainPool(made.explanation)).toEqual([
      "0 pods: 0 starting, 0 open, 0 draining, 0 closed.",
      "10 pods wanted: the load asks for 20, the maximum is 10.",
      "10 pods missing.",
      "None starts for 20 s: 2 failed in a row.",
    ]);
  });

  it("says who drains and why", () => {
    const two = makePool([makePod("chat-1", { clients: 4 }), makePod("chat-2")], { desiredReplicas: 1 });
    expect(explainPool(plan(two, makeSpec(), NOW).explanation).slice(2)).toEqual([
      "1 pod more than wanted.",
      "chat-2 drains: fewer pods are wanted.",
    ]);
  });

  it("says that nothing goes while nobody can see", () => {
    const { lookup: _, ...blind } = pool;
    expect(explainPool(plan(blind, makeSpec(), NOW).explanation)).toContain(
      "Nothing goes while the lookup service does not answer.",
    );
  });
});

describe("explainPod", () => {
  it("says why a pod does not go", () => {
    const { explanation } = plan(pool, makeSpec(), NOW);
    expect(explainPod(explanation, "chat-2")).toBe(
      "chat-2 (draining: fewer pods are wanted) stays, because it has 2 clients.",
    );
    expect(explainPod(explanation, "chat-1")).toBe("chat-1 (open) serves 4 clients.");
    expect(explainPod(explanation, "chat-9")).toBeUndefined();
  });

  it("says where to look when a Job has made no pod yet", () => {
    const phase = { name: "starting", revision: 1, sinceMs: NOW } as const;
    const { instance: _, ...podless } = makePod("chat-3", { phase });
    const { explanation } = plan(makePool([makePod("chat-1"), podless]), makeSpec(), NOW);
    expect(explainPod(explanation, "chat-3")).toBe(
      "chat-3 (starting) has no pod yet; what its Job says of that is in the Events of the Job.",
    );
  });

  it("says how long a lease lasts at most", () => {
    const recent = makePod("chat-2", {
      ...draining,
      lookup: { phaseRevision: 3, withheldSinceMs: NOW - 10_000 },
    });
    const { explanation } = plan(
      makePool([makePod("chat-1"), recent], { desiredReplicas: 1 }),
      makeSpec(),
      NOW,
    );
    expect(explainPod(explanation, "chat-2")).toMatch(/lease to arrive, for 20 s at most\.$/);
  });
});
