import { podPoolStatusSchema, type PodPoolStatus } from "@fairlead/routing-schema";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ScaledPool } from "../../interfaces/scaled-pool.ts";
import { describeStatus, type StatusContext } from "./describe-status.ts";

const pool: ScaledPool = {
  pool: "shop/chat",
  leader: true,
  observedAtMs: 1,
  desiredReplicas: 2,
  minReplicas: 1,
  maxReplicas: 5,
  why: ["Two are wanted."],
  decision: "",
  limit: null,
  counts: { starting: 0, open: 2, draining: 0, closed: 0 },
  clients: 3,
  waitingClients: 0,
  viewAgeMs: 10,
  conditions: [],
  fault: null,
  pods: [],
};
const context: StatusContext = { generation: 3, selector: "a=b", faults: [], nowMs: 1_000 };
const at = (nowMs: number): string => new Date(nowMs).toISOString();
const conditionsOf = (status: PodPoolStatus) =>
  Object.fromEntries(
    (status.conditions ?? []).map(({ reason, status: is, type }) => [type, `${is} ${reason}`]),
  );
const described = (seen: Partial<ScaledPool>, faults: StatusContext["faults"] = []) =>
  conditionsOf(describeStatus({ ...pool, ...seen }, undefined, { ...context, faults }));

describe("the conditions of a pool", () => {
  it("say that all is well", () => {
    expect(described({})).toEqual({
      Ready: "True Serving",
      Progressing: "False Settled",
      ScalingLimited: "False WithinRange",
      Blind: "False Seeing",
      Degraded: "False Well",
    });
  });

  const counts = (open: number, starting = 0, draining = 0) => ({ open, starting, draining, closed: 0 });
  it.each([
    [{ counts: counts(0), minReplicas: 0 }, "False TooFewOpen", "True ScalingUp"],
    [{ counts: counts(0), minReplicas: 0, desiredReplicas: 0 }, "True Serving", "False Settled"],
    [{ counts: counts(1), minReplicas: 2 }, "False TooFewOpen", "True ScalingUp"],
    [{ counts: counts(1, 1) }, "True Serving", "True ScalingUp"],
    [{ counts: counts(2, 0, 1) }, "True Serving", "True ScalingDown"],
    [{ counts: counts(3) }, "True Serving", "False Settled"],
  ])("say of %j: ready %s, progressing %s", (seen, ready, progressing) => {
    expect(described(seen)).toMatchObject({ Ready: ready, Progressing: progressing });
  });

  it("say what is worst: a pool that cannot be looked at, then objects, then the planner's", () => {
    const failing = [{ type: "StartsFailing", status: true, sinceMs: 1, reason: "3 in a row" }] as const;
    const blocked = [
      { type: "ScaleDownBlocked", status: true, sinceMs: 1, reason: "lookup_silent" },
    ] as const;
    const object = { code: "object_foreign", message: "It is somebody else's." };
    const fault = { code: "gateway_unknown", message: "There is none." };
    expect(described({ conditions: [...failing], fault }, [object])).toMatchObject({
      Degraded: "True GatewayUnknown",
    });
    expect(described({ conditions: [...failing] }, [object])).toMatchObject({
      Degraded: "True ObjectForeign",
    });
    expect(described({ conditions: [...failing] })).toMatchObject({ Degraded: "True StartsFailing" });
    expect(described({ conditions: [...blocked] })).toMatchObject({
      Degraded: "False Well",
      Blind: "True LookupSilent",
    });
    expect(described({ limit: { reason: "TooManyReplicas", message: "more" } })).toMatchObject({
      ScalingLimited: "True TooManyReplicas",
    });
  });

  it("keep their time while they keep their status, whatever their reason", () => {
    const first = describeStatus(pool, undefined, context);
    const blinded = {
      ...pool,
      conditions: [{ type: "ScaleDownBlocked", status: true, sinceMs: 1, reason: "a" }],
    } as const;
    const second = describeStatus({ ...blinded, conditions: [...blinded.conditions] }, first, {
      ...context,
      nowMs: 5_000,
    });
    const times = (status: PodPoolStatus) =>
      Object.fromEntries(
        (status.conditions ?? []).map(({ lastTransitionTime, type }) => [type, lastTransitionTime]),
      );
    expect(times(second)).toMatchObject({ Ready: at(1_000), Blind: at(5_000), Degraded: at(1_000) });
    const third = describeStatus(pool, second, { ...context, nowMs: 9_000, generation: undefined });
    expect(times(third)).toMatchObject({ Ready: at(1_000), Blind: at(9_000) });
    expect(third.conditions?.[0]).not.toHaveProperty("observedGeneration");
  });
});

it("tells of the newest pods only, of those without a pod and without a report too", () => {
  const pods = Array.from({ length: 120 }, (_, index): ScaledPool["pods"][number] => ({
    routeId: `chat-${index}`,
    podId: index % 2 === 0 ? `chat-${index}-x7k4q` : null,
    endpoint: null,
    phase: "open",
    phaseSinceMs: 1,
    ready: true,
    deleting: false,
    clients: index % 3 === 0 ? 1 : null,
    reportAgeMs: null,
    reason: "open",
    why: "It is open.",
  }));
  const told = describeStatus({ ...pool, pods }, undefined, context).pods ?? [];
  expect(told).toHaveLength(100);
  expect(told.at(-1)).toEqual({ routeId: "chat-119", phase: "open", why: "It is open." });
  expect(told[0]).toMatchObject({ routeId: "chat-20", name: "chat-20-x7k4q" });
});

it("always has the form of the schema, however long the texts are", () => {
  const long = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("x".repeat(40_000), "_a".repeat(3_000), "😀".repeat(9_000)),
  );
  const condition = fc.record({
    type: fc.constantFrom("ScaleDownBlocked", "StartsFailing", "DrainOverdue", "StatusNotStored"),
    status: fc.boolean(),
    sinceMs: fc.constant(null),
    reason: long,
  });
  const fault = fc.record({ code: long, message: long });
  const count = fc.nat(200);
  const seen = fc.record({
    desiredReplicas: count,
    minReplicas: count,
    why: fc.array(long, { maxLength: 3 }),
    decision: long,
    limit: fc.option(fc.record({ reason: long, message: long })),
    counts: fc.record({ starting: count, open: count, draining: count, closed: count }),
    conditions: fc.array(condition, { maxLength: 4 }),
    fault: fc.option(fault),
    pods: fc.array(long, { maxLength: 20 }).map((texts) =>
      texts.map((why, index) => ({
        routeId: `chat-${index}`,
        podId: null,
        endpoint: null,
        phase: "open" as const,
        phaseSinceMs: 1,
        ready: true,
        deleting: false,
        clients: null,
        reportAgeMs: null,
        reason: "open",
        why,
      })),
    ),
  });
  fc.assert(
    fc.property(seen, fc.array(fault, { maxLength: 2 }), (parts, faults) => {
      const first = describeStatus({ ...pool, ...parts }, undefined, { ...context, faults });
      expect(podPoolStatusSchema.safeParse(first).error).toBeUndefined();
      expect(describeStatus({ ...pool, ...parts }, first, { ...context, faults, nowMs: 9_999 })).toEqual(
        first,
      );
    }),
    { numRuns: 40 },
  );
});
