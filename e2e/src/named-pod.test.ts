import { request as send } from "node:http";
import { startLocalGateway, type LocalGateway } from "@fairlead/local-gateway";
import { FILTER_METRIC_PREFIX } from "@fairlead/routing-schema";
import { until } from "@fairlead/test-support";
import { Agent } from "undici";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { reply, startLookupDouble, type Answer, type LookupDouble } from "./world/lookup-double.ts";
import { startPoolWorld, type PoolWorld } from "./world/pool-world.ts";
import { ask, POOL } from "./world/world.ts";

/** Hands a request on to the real lookup service, and its answer back. */
const handOn =
  (address: string, seen: string[]): Answer =>
  (request, response) => {
    const { method = "", url = "", headers } = request;
    seen.push(`${method} ${url}`);
    send(`${address}${url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    }).end();
  };

describe.each(["routes", "override_host"] as const)(
  "a pod that has just opened, by %s, at a gateway whose snapshot is held back",
  (mode) => {
    const asked: string[] = [];
    /** One connection, so that one filter instance gets all requests of a gateway. */
    const agents = [new Agent({ connections: 1 }), new Agent({ connections: 1 })] as const;
    let world: PoolWorld;
    let held: LookupDouble;
    let behind: LocalGateway;
    const list = (count: number): void =>
      world.lookup.source.set(
        POOL,
        world.pods
          .slice(0, count)
          .map(({ podId, endpoint }) => ({ podId, endpoint, state: "open" as const })),
      );
    const first = (path: string) => ask(agents[0], world.gateways[0]?.address ?? "", path);
    const second = (path: string) => ask(agents[1], behind.address, path);
    const pods = async (gateway: LocalGateway | undefined): Promise<number | undefined> => {
      const name = `${FILTER_METRIC_PREFIX}pods`;
      return (await gateway?.stats(name))?.[name];
    };

    beforeAll(async () => {
      world = await startPoolWorld({ pods: 3, filter: { mode: "snapshot" }, routing: { mode } });
      list(2);
      await until("the first gateway knows two pods", async () => (await pods(world.gateways[0])) === 2);
      held = await startLookupDouble();
      const text = await (await fetch(`${world.lookupAddress}/v1/snapshot?pool=${POOL}`)).text();
      held.snapshot = reply(200, text);
      held.lookup = handOn(world.lookupAddress, asked);
      behind = await startLocalGateway({
        lookupService: { address: held.endpoint },
        pods: world.pods.map(({ podId, endpoint }) => ({ podId, routeId: podId, endpoint, state: "open" })),
        routing: { mode },
        filter: {
          configuration: {
            upstream_name: "lookup-service",
            authority: "lookup",
            pool: POOL,
            mode: "snapshot",
            snapshot_interval_ms: 60_000,
          },
        },
      });
      await until("the second gateway has its snapshot", async () => (await pods(behind)) === 2);
      list(3);
    });
    afterAll(async () => {
      await Promise.all(agents.map((agent) => agent.destroy()));
      await behind?.stop({ drainTimeoutMs: 0 });
      await held?.kill();
      await world?.stop();
    });

    it("keeps the client that another gateway has led to it", async () => {
      const podId = await until("the first gateway leads a client to the new pod", async () => {
        const { seen } = await first("/room");
        return seen?.podId === "chat-2" && seen.podId;
      });
      const before = await (await fetch(`${world.lookupAddress}/metrics`)).text();
      for (let visit = 0; visit < 5; visit += 1) {
        const { seen, status } = await second(`/room?a=1&podId=${podId}`);
        expect([status, seen?.podId, seen?.url]).toEqual([200, podId, `/room?a=1&podId=${podId}`]);
      }
      expect(asked).toEqual([`HEAD /pod-lookup?pool=${POOL}&prefer=${podId}`]);
      const picked = (text: string) =>
        text.match(/^fairlead_lookup_picks_total\{.*outcome="picked".*$/m)?.[0];
      const after = await (await fetch(`${world.lookupAddress}/metrics`)).text();
      expect(picked(before)).toBeDefined();
      expect(picked(after)).toBe(picked(before));
      expect(await pods(behind)).toBe(2);
      expect((await second("/room")).seen?.podId).not.toBe(podId);
    });

    it("costs one question where there is no such pod", async () => {
      asked.length = 0;
      for (let visit = 0; visit < 5; visit += 1) {
        const { seen } = await second("/room?podId=chat-9");
        expect(seen?.url).toMatch(/^\/room\?podId=chat-[01]$/);
      }
      expect(asked).toEqual([`HEAD /pod-lookup?pool=${POOL}&prefer=chat-9`]);
    });

    it("is led to a pod of the snapshot when nobody can be asked", async () => {
      await held.kill();
      const { seen, status } = await second("/room?podId=chat-8");
      expect(status).toBe(200);
      expect(seen?.url).toMatch(/^\/room\?podId=chat-[01]$/);
    });
  },
);
