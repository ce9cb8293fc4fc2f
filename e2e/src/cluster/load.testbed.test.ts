import { until } from "@fairlead/test-support";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sessionPool } from "./cluster-objects.ts";
import { openClusterWorld, type ClusterWorld } from "./cluster-world.ts";
import { openSession, type Session } from "./gateway-client.ts";
import { startTraffic } from "./traffic.ts";

const namespace = "games";
const SESSIONS = 100;
const TARGET = 10;
let world: ClusterWorld;
beforeAll(async () => {
  world = await openClusterWorld({ environment: process.env });
});
afterAll(() => world.close());

describe.each(["subset", "override-host"] as const)(
  "100 sessions through two gateways, in %s mode",
  (mode) => {
    it("come and go without one that is cut, and without an answer of 404, 500 or 503", async () => {
      const name = `load-${mode}`;
      const host = `${name}.test`;
      const most = SESSIONS / TARGET;
      await world.apply(
        sessionPool(
          { namespace, name },
          { routing: { mode }, scaling: { minReplicas: 1, maxReplicas: most, targetClientsPerPod: TARGET } },
        ),
      );
      await world.settled(namespace, name, 1);
      const gateways = await Promise.all(["gateway-a", "gateway-b"].map((gateway) => world.gateway(gateway)));
      const requests = startTraffic(gateways, host, { pauseMs: 20 });
      const open: Session[] = [];
      const cut = (): string[] => open.filter(({ isCut }) => isCut).map(({ podId }) => podId);

      // Half at once, then as the pods come: the second half finds room.
      const come = async (count: number): Promise<void> => {
        const sessions = Array.from({ length: count }, (_, index) => gateways[index % gateways.length]);
        const all = sessions.map((gateway) => openSession(gateway ?? { address: "" }, host));
        open.push(...(await Promise.all(all)));
      };
      await come(SESSIONS / 2);
      await until(
        "the pool grows",
        () => (world.pools.status(namespace, name).phases?.open ?? 0) >= most / 2,
      );
      await come(SESSIONS / 2);
      const full = await world.settled(namespace, name, most);
      expect(full.conditions?.find(({ type }) => type === "Ready")?.status).toBe("True");
      await Promise.all(open.map((session) => session.echo("up")));
      const pods = new Set(open.map(({ podId }) => podId)).size;

      for (const session of open.splice(0, SESSIONS - TARGET)) await session.leave();
      await Promise.all(open.map((session) => session.echo("down")));
      await until("pods without clients have gone", () => {
        const { phases } = world.pools.status(namespace, name);
        const kept = new Set(open.map(({ podId }) => podId)).size;
        return phases !== undefined && phases.closed === 0 && phases.open + phases.draining <= kept + 1;
      });
      await Promise.all(open.map((session) => session.echo("still")));
      expect(cut()).toEqual([]);
      await Promise.all(open.map((session) => session.leave()));
      await world.settled(namespace, name, 1);
      expect(await requests.end()).toEqual([]);
      console.log(`${mode}: ${SESSIONS} sessions on ${pods} pods, 0 cut; ${requests.sent} requests, 0 lost`);
    });
  },
);
