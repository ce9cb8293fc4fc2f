import { until } from "@fairlead/test-support";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sessionPool } from "./cluster-objects.ts";
import { openClusterWorld, paths, type ClusterWorld } from "./cluster-world.ts";
import { ask, openSession } from "./gateway-client.ts";

const namespace = "games";
let world: ClusterWorld;
const started = performance.now();
beforeAll(async () => {
  world = await openClusterWorld({ environment: process.env });
});
afterAll(() => world.close());

const gateways = () => Promise.all(["gateway-a", "gateway-b"].map((name) => world.gateway(name)));

describe.each(["subset", "override-host"] as const)("a PodPool in %s mode", (mode) => {
  const name = `chat-${mode}`;
  const host = `${name}.test`;

  it("becomes pods that clients are led to through every gateway", async () => {
    await world.apply(sessionPool({ namespace, name }, { routing: { mode }, scaling: { minReplicas: 2 } }));
    const { pods = [] } = await world.settled(namespace, name, 2);
    const podIds = new Set(pods.map((pod) => pod.name));
    for (const gateway of await gateways()) {
      const seen = new Set<string | undefined>();
      await until("requests are led to both pods", async () => {
        const { podId, status, url } = await ask(gateway, host, "/rooms?a=1");
        expect(status).toBe(200);
        expect(url === "/rooms?a=1" || url === `/rooms?a=1&podId=${podId}`).toBe(true);
        if (url !== "/rooms?a=1") seen.add(podId);
        return seen.size === 2;
      });
      expect(seen).toEqual(podIds);
      for (const podId of podIds) {
        for (let time = 0; time < 5; time += 1) {
          expect((await ask(gateway, host, `/?podId=${podId}`)).podId).toBe(podId);
        }
      }
    }
    console.log(
      `${mode}: routed ${((performance.now() - started) / 1_000).toFixed(1)} s after the start of the bed`,
    );
  });

  it("grows with its clients, and shrinks without cutting one", async () => {
    const [one, other] = await gateways();
    if (one === undefined || other === undefined) throw new Error("There are two gateways.");
    const sessions = await Promise.all(
      Array.from({ length: 20 }, (_, index) => openSession(index % 2 === 0 ? one : other, host)),
    );
    await world.settled(namespace, name, 4);
    const stay = sessions.slice(0, 3);
    await Promise.all(sessions.slice(3).map((session) => session.leave()));
    const kept = new Set(stay.map(({ podId }) => podId));
    await until("only pods with clients, or the least number, are left", () => {
      const { phases } = world.pools.status(namespace, name);
      return (
        phases !== undefined &&
        phases.starting + phases.closed === 0 &&
        phases.open + phases.draining <= Math.max(2, kept.size)
      );
    });
    for (const session of stay) await session.echo("still there");
    expect(stay.filter(({ isCut }) => isCut)).toEqual([]);
    const podsNow = (await world.items(paths.pods(namespace))).map(({ metadata }) => metadata.name as string);
    for (const podId of kept) expect(podsNow).toContain(podId);
    await Promise.all(stay.map((session) => session.leave()));
    await world.settled(namespace, name, 2);
  });

  it("leaves nothing behind when it is deleted", async () => {
    await world.bed.kubectl(["-n", namespace, "delete", "podpool", name, "--timeout=90s"]);
    await until("all its objects are gone", async () => {
      const left = await Promise.all([
        world.items(paths.jobs(namespace)),
        world.items(paths.virtualServices(namespace)),
        world.items(paths.destinationRules(namespace)),
        world.items(paths.services(namespace)),
        world.items(paths.envoyFilters("istio-system")),
      ]);
      return left.flat().every(({ metadata }) => !JSON.stringify(metadata.labels ?? {}).includes(name));
    });
  });
});
