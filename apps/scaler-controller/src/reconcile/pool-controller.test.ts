import { until } from "@fairlead/test-support";
import { pino } from "pino";
import { expect, it, onTestFinished } from "vitest";
import { DEFAULT_RECONCILE } from "../create-scaler-controller.ts";
import { createMetrics } from "../metrics/create-metrics.ts";
import { createFakeWorld } from "../testing/fake-world.ts";
import { createPoolController, type PoolController } from "./pool-controller.ts";

it("tells of the first pass, and of the last of those that follow one another at once", async () => {
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
  expect(told).toEqual(["goes on", "rests"]);
  // Made, routed, opened, and counted: as many passes at least.
  expect(world.stored?.pool.counts.open).toBe(2);
  expect([...world.jobs.values()].map(({ phase }) => phase.name)).toEqual(["open", "open"]);
});
