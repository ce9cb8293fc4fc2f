import { until } from "@fairlead/test-support";
import { Agent } from "undici";
import { expect, it } from "vitest";
import { startPoolWorld } from "./world/pool-world.ts";
import { ask, POOL } from "./world/world.ts";

/** Longer than anything but a wait takes. */
const INTERVAL_MS = 4_000;
const ACTIVE = "cluster.lookup-service.upstream_rq_active";

it("a gateway knows of a pod that drains while its snapshot is not due for long", async () => {
  const world = await startPoolWorld({
    pods: 2,
    filter: { mode: "snapshot", snapshot_interval_ms: INTERVAL_MS, snapshot_max_age_ms: 600_000 },
    lookup: { snapshot: { maxAgeMs: 600_000 } },
  });
  const agent = new Agent();
  try {
    const [gateway] = world.gateways;
    if (gateway === undefined) throw new Error("There is no gateway.");
    const get = async (): Promise<string | undefined> =>
      (await ask(agent, gateway.address, "/room")).seen?.podId;
    await until("its request waits at the lookup service", async () => {
      await get();
      return ((await gateway.stats(ACTIVE))[ACTIVE] ?? 0) > 0;
    });
    const sent = async (): Promise<number> => {
      const metrics = await (await fetch(`${world.lookupAddress}/metrics`)).text();
      return Number(/^fairlead_lookup_snapshot_requests_total\{.*sent.*\} (\d+)$/m.exec(metrics)?.[1]);
    };
    const before = await sent();
    const [first, second] = world.pods.map(({ endpoint, podId }) => ({ podId, endpoint }));
    if (first === undefined || second === undefined) throw new Error("There are no pods.");
    world.lookup.source.set(POOL, [{ ...first, state: "draining" }, second]);
    await until("a snapshot is sent", async () => (await sent()) > before);
    await until("the gateway has it", async () => {
      const led = await Promise.all(Array.from({ length: 20 }, get));
      return led.every((podId) => podId === second.podId);
    });
    expect(await sent()).toBe(before + 1);
  } finally {
    await agent.close();
    await world.stop();
  }
});
