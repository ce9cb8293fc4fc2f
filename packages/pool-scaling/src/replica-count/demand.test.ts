import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { desiredReplicas } from "./desired-replicas.ts";
import { proposeForFreePlaces, type PlacesReading } from "./free-places.ts";
import { isFailure } from "./metric-outcome.ts";
import { proposeForWaitingClients } from "./waiting-clients.ts";
import type { ReplicaCountMemory } from "./memory.ts";
import type { ReplicaCountInput } from "./replica-count-input.ts";

const reading = (clients: readonly number[], capacity: number, silentPods = 0): PlacesReading => ({
  clients: BigInt(clients.reduce((sum, one) => sum + one, 0)) * 1_000n,
  reportingPods: clients.length,
  silentPods,
  capacity: BigInt(capacity * clients.length) * 1_000n,
  limitedPods: clients.length,
  defaultCapacity: BigInt(capacity) * 1_000n,
});

function replicas(...args: Parameters<typeof proposeForFreePlaces>): number {
  const outcome = proposeForFreePlaces(...args);
  if (isFailure(outcome)) throw new Error(outcome.failure);
  return outcome.replicas;
}

const loads = fc.array(fc.nat(50), { maxLength: 20 });
const capacity = fc.integer({ min: 1, max: 60 });

describe("free places", () => {
  test("are left, and one pod fewer would not leave them", () => {
    fc.assert(
      fc.property(loads, capacity, fc.nat(100), (clients, places, free) => {
        const count = replicas({ places: free }, reading(clients, places));
        const total = clients.reduce((sum, one) => sum + one, 0);
        expect(count * places - total).toBeGreaterThanOrEqual(free);
        if (count > 0) expect((count - 1) * places - total).toBeLessThan(free);
      }),
    );
  });

  test("by share are left, and one pod fewer would not leave them", () => {
    fc.assert(
      fc.property(loads, capacity, fc.integer({ min: 0, max: 99 }), (clients, places, percent) => {
        const count = replicas({ percent }, reading(clients, places));
        const total = clients.reduce((sum, one) => sum + one, 0);
        const isLeft = (pods: number): boolean => (pods * places - total) * 100 >= percent * pods * places;
        expect(isLeft(count)).toBe(true);
        if (count > 0) expect(isLeft(count - 1) && count > 1).toBe(false);
      }),
    );
  });

  test("of both kinds are the larger", () => {
    const clients = reading([10, 10], 10);
    expect(replicas({ places: 3 }, clients)).toBe(3);
    expect(replicas({ percent: 50 }, clients)).toBe(4);
    expect(replicas({ places: 3, percent: 50 }, clients)).toBe(4);
    expect(replicas({ places: 25, percent: 50 }, clients)).toBe(5);
  });

  test("count a silent pod as full as the others", () => {
    expect(replicas({ places: 1 }, reading([10, 10], 10, 0))).toBe(3);
    expect(replicas({ places: 1 }, reading([10, 10], 10, 1))).toBe(4);
  });

  test("need a number, not a share, without clients", () => {
    expect(replicas({ percent: 90 }, reading([], 10))).toBe(0);
    expect(replicas({ places: 1 }, reading([], 10))).toBe(1);
  });

  test("are not known without a report", () => {
    expect(proposeForFreePlaces({ places: 1 }, { failure: "blind" })).toEqual({ failure: "blind" });
  });
});

test("waiting clients never remove a pod, and there is a place for each of them", () => {
  fc.assert(
    fc.property(fc.nat(500), fc.nat(500), capacity, fc.nat(50), (waiting, there, target, current) => {
      const { replicas: count } = proposeForWaitingClients(
        { waitingClients: waiting, clients: BigInt(there) * 1_000n, targetPerPod: BigInt(target) * 1_000n },
        current,
      );
      expect(count).toBeGreaterThanOrEqual(current);
      if (waiting > 0) expect(count * target).toBeGreaterThanOrEqual(waiting + there);
      else expect(count).toBe(current);
    }),
  );
});

describe("zero", () => {
  const MEMORY: ReplicaCountMemory = {
    recommendations: [],
    scaleUpEvents: [],
    scaleDownEvents: [],
    scaledToZero: false,
  };
  const pool = (options: Partial<ReplicaCountInput>): ReplicaCountInput => ({
    minReplicas: 0,
    maxReplicas: 10,
    behavior: {},
    atZero: "scale",
    currentReplicas: 0,
    pods: [],
    metrics: [{ type: "Pods", name: "clients", target: { averageValue: 10_000n }, reading: new Map() }],
    places: reading([], 10),
    targetClientsPerPod: 10_000n,
    ...options,
  });

  test("stays without demand", () => {
    expect(desiredReplicas(pool({}), MEMORY, 0)).toMatchObject({
      desired: 0,
      explanation: { step: "metrics" },
    });
  });

  test("ends for waiting clients, as far as the policies allow", () => {
    expect(desiredReplicas(pool({ waitingClients: 1 }), MEMORY, 0).desired).toBe(1);
    expect(desiredReplicas(pool({ waitingClients: 25 }), MEMORY, 0).desired).toBe(3);
    expect(desiredReplicas(pool({ waitingClients: 95 }), MEMORY, 0).desired).toBe(4);
  });

  test.each([
    ["a window", { scaleUp: { stabilizationWindowSeconds: 600 } }],
    [
      "a share of nothing",
      { scaleUp: { policies: [{ type: "Percent" as const, value: 100, periodSeconds: 15 }] } },
    ],
    ["a direction that is switched off", { scaleUp: { selectPolicy: "Disabled" as const } }],
  ])("ends for waiting clients in spite of %s", (_what, behavior) => {
    const asleep = { ...MEMORY, recommendations: [{ replicas: 0, atMs: -1 }] };
    const { desired, explanation } = desiredReplicas(pool({ behavior, waitingClients: 25 }), asleep, 0);
    expect(desired).toBe(1);
    expect(explanation.wokenUp).toBe(true);
  });

  test("ends for a buffer and for a minimum", () => {
    expect(desiredReplicas(pool({ freePlaces: { places: 15 } }), MEMORY, 0).desired).toBe(2);
    expect(desiredReplicas(pool({ minReplicas: 2 }), MEMORY, 0)).toMatchObject({
      desired: 2,
      explanation: { step: "below_minimum" },
    });
  });

  test("is a stop by hand where the workload is not ours to start", () => {
    const stopped = pool({ atZero: "paused", minReplicas: 2, waitingClients: 5 });
    expect(desiredReplicas(stopped, MEMORY, 0)).toMatchObject({
      desired: 0,
      explanation: { step: "paused" },
    });
  });

  test("by an external metric is left by it, as in Kubernetes", () => {
    const external = (value: bigint, currentReplicas: number): ReplicaCountInput => ({
      minReplicas: 0,
      maxReplicas: 10,
      currentReplicas,
      pods: Array.from({ length: currentReplicas }, (_, index) => ({
        name: `pod-${index}`,
        phase: "Running",
        ready: true,
      })),
      metrics: [{ type: "External", name: "queue", target: { value: 1_000n }, reading: [value] }],
    });
    const down = desiredReplicas(external(0n, 2), MEMORY, 0);
    expect(down).toMatchObject({ desired: 0, memory: { scaledToZero: true } });
    expect(desiredReplicas(external(2_500n, 0), MEMORY, 1)).toMatchObject({
      desired: 0,
      explanation: { step: "paused" },
    });
    expect(desiredReplicas(external(2_500n, 0), down.memory, 1).desired).toBe(3);
    const raised = { ...external(0n, 0), minReplicas: 2 };
    expect(desiredReplicas(raised, down.memory, 1).desired).toBe(2);
  });

  test("comes after the last client has been gone for the idle time", () => {
    const one = (clients: number, options: Partial<ReplicaCountInput> = {}): ReplicaCountInput =>
      pool({
        behavior: { scaleDown: { stabilizationWindowSeconds: 0 } },
        currentReplicas: 1,
        pods: [{ name: "pod-0", phase: "Running", ready: true }],
        metrics: [
          {
            type: "Pods",
            name: "clients",
            target: { averageValue: 10_000n },
            reading: new Map([["pod-0", { value: BigInt(clients) * 1_000n }]]),
          },
        ],
        places: reading([clients], 10),
        idleSeconds: 60,
        ...options,
      });
    const busy = desiredReplicas(one(3), MEMORY, 0);
    expect(busy.desired).toBe(1);
    const idle = desiredReplicas(one(0), busy.memory, 59_999);
    expect(idle).toMatchObject({ desired: 1, explanation: { idleUntilMs: 60_000 } });
    expect(desiredReplicas(one(0), idle.memory, 60_000).desired).toBe(0);
    // Neither a client that waits nor a pod that does not say is idleness.
    expect(desiredReplicas(one(0, { waitingClients: 1 }), idle.memory, 60_000).desired).toBe(1);
    const silent = one(0, { places: { failure: "no pod has said how many clients it has" } });
    expect(desiredReplicas(silent, idle.memory, 60_000).desired).toBe(1);
  });
});
