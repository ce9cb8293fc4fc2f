import { until } from "@fairlead/test-support";
import { FairleadError } from "@fairlead/routing-schema";
import { pino } from "pino";
import { expect, it, onTestFinished } from "vitest";
import { DEFAULT_RECONCILE } from "../create-scaler-controller.ts";
import { createMetrics } from "../metrics/create-metrics.ts";
import { createFakeWorld } from "../testing/fake-world.ts";
import { createPoolController, type PoolController } from "./pool-controller.ts";

it("tells of the last pass of those that follow one another at once", async () => {
  const world = createFakeWorld({ minReplicas: 2 });
  const told: string[] = [];
  const controller: PoolController = createPoolController({
    world,
    clock: world.clock,
    leadership: { isLeader: () => true },
    settings: { ...DEFAULT_RECONCILE, pauseMs: 0 },
    metrics: createMetrics(),
    logger: pino({ enabled: false }),
    passed: async ({ last }) => {
      told.push(last?.execution.changed === true ? "goes on" : "rests");
    },
  });
  onTestFinished(() => controller.stop());
  controller.start();
  await until("it rests", () => told.includes("rests"));
  expect(told).toEqual(["rests"]);
  // Made, routed and opened: as many passes at least.
  expect([...world.jobs.values()].map(({ phase }) => phase.name)).toEqual(["open", "open"]);
});

it("finds nothing wrong where a pool is gone that it has let go", async () => {
  const world = createFakeWorld({ minReplicas: 1 });
  const declaration = world.source.current();
  let looksAfterwards = 0;
  let isGone = false;
  const controller = createPoolController({
    world: {
      ...world,
      source: {
        ...world.source,
        current: () => ({ ...declaration, lifecycle: { ...declaration.lifecycle, deletion: "drain" } }),
        release: async () => void (isGone = true),
      },
      statusStore: {
        ...world.statusStore,
        async read() {
          if (!isGone) return world.statusStore.read();
          looksAfterwards += 1;
          throw new FairleadError("precondition_failed", "The pool has gone.");
        },
      },
    },
    clock: world.clock,
    leadership: { isLeader: () => true },
    settings: { ...DEFAULT_RECONCILE, pauseMs: 0 },
    metrics: createMetrics(),
    logger: pino({ enabled: false }),
  });
  onTestFinished(() => controller.stop());
  controller.start();
  await until("it has looked once more", () => looksAfterwards > 0);
  await controller.stop();
  expect(controller.fault).toBeUndefined();
});
