import { describe, expect, it } from "vitest";
import { createFakeWorld } from "../testing/fake-world.ts";
import { createFakePass } from "../testing/fake-pass.ts";

describe("the number of replicas", () => {
  it("does not fall while reports grow old because the lookup service is away", async () => {
    const world = createFakeWorld();
    const pass = createFakePass(world, world);
    for (let step = 0; step < 40; step += 1) {
      world.setClients(6);
      await pass.run();
      world.clock.advance(500);
    }
    expect(world.stored?.pool.desiredReplicas).toBe(3);
    world.lookupAnswers = false;
    world.setClients(0);
    for (let step = 0; step < 40; step += 1) {
      const { plan, replicaCount } = await pass.run();
      expect([replicaCount.desiredReplicas, plan.status.desiredReplicas]).toEqual([3, 3]);
      world.clock.advance(500);
    }
    expect([...world.jobs.values()].map(({ phase }) => phase.name)).toEqual(["open", "open", "open"]);

    world.lookupAnswers = true;
    for (let step = 0; step < 60; step += 1) {
      await pass.run();
      world.clock.advance(500);
    }
    expect(world.jobs.size).toBe(1);
    expect(world.violations).toEqual([]);
  });
});
