import { setTimeout as sleep } from "node:timers/promises";
import { until } from "@fairlead/test-support";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openClusterWorld, type ClusterWorld } from "../cluster-world.ts";
import { openSession } from "../gateway-client.ts";
import { NAMESPACE, openPoolWithClients, untilCalmly } from "./clients.ts";

/** A person who has less time may say so. */
const OUTAGE_MS = Number(process.env["FAIRLEAD_OUTAGE_SECONDS"] ?? 300) * 1_000;
const BETWEEN_CLIENTS_MS = 1_000;
let world: ClusterWorld;
beforeAll(async () => {
  world = await openClusterWorld({ environment: process.env, scaler: { leadership: { leaseMs: 15_000 } } });
});
afterAll(() => world.close());

describe(`an API server that is away for ${OUTAGE_MS / 1_000} s`, () => {
  it(
    "leaves sessions and new clients as they are, removes nothing, and the pool scales again afterwards",
    {
      timeout: OUTAGE_MS + 400_000,
    },
    async () => {
      const clients = await openPoolWithClients(world, "outage");
      const gateways = await Promise.all(["gateway-a", "gateway-b"].map((name) => world.gateway(name)));
      await clients.come();
      await clients.settled(2);
      const running = (): number[] =>
        world.bed.kubelet
          .pods()
          .filter(({ pod }) => pod.metadata.namespace === NAMESPACE)
          .flatMap(({ pids }) => pids);
      const pids = running();
      expect(pids).toHaveLength(2);

      await world.bed.apiServer.kill();
      // One pod is too many from here on.
      await clients.leave();
      const startedAt = performance.now();
      let entered = 0;
      while (performance.now() - startedAt < OUTAGE_MS) {
        for (const gateway of gateways) {
          const session = await openSession(gateway, clients.host);
          await session.echo("hello");
          expect(session.isCut).toBe(false);
          await session.leave();
          entered += 1;
        }
        await clients.expectUnharmed();
        expect(running()).toEqual(pids);
        await sleep(BETWEEN_CLIENTS_MS);
      }
      const backAt = new Date().toISOString();
      await world.bed.apiServer.start();

      // Watches come back within a minute after so long, and one part waits for the other.
      await untilCalmly("a scaler leads again", async () => {
        const path = "/apis/coordination.k8s.io/v1/namespaces/fairlead/leases/fairlead-scaler";
        return (await world.get(path)).spec.renewTime > backAt;
      });
      await until(
        "the pod that is too many is let go",
        () => world.pools.status(NAMESPACE, clients.name).phases?.open === 1,
      );
      await clients.settled(1);
      await clients.come();
      await clients.settled(2);
      await clients.leave();
      await clients.settled(1);
      console.log(`${entered} new clients and ${clients.sent} requests, none lost`);
      await clients.end();
    },
  );
});
