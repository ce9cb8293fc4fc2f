import type { ServerResponse } from "node:http";
import { Agent } from "undici";
import { afterEach, describe, expect, it } from "vitest";
import { HEADER_ERROR } from "@fairlead/routing-schema";
import type { Workload } from "./world/pod.ts";
import { startPoolWorld, type PoolWorld, type PoolWorldOptions } from "./world/pool-world.ts";
import { until } from "@fairlead/test-support";
import { ask, POOL, type Answered } from "./world/world.ts";

const QUICK = { minIntervalMs: 50, maxIntervalMs: 50, timeoutMs: 200 };
/** A report counts for a second, so that a pod that falls silent is seen soon. */
const SHORT_MEMORY = { [POOL]: { picking: { reportMaxAgeSeconds: 1, leaseSeconds: 1 } } };

const json =
  (text: string) =>
  (_request: unknown, response: ServerResponse): void => {
    response.setHeader("content-type", "application/json");
    response.end(text);
  };

/** Writes so many bytes before a report, as fast as the reader takes them. */
const padded =
  (bytes: number): Workload =>
  (_request: unknown, response: ServerResponse): void => {
    const chunk = Buffer.alloc(65_536, " ");
    let written = 0;
    const write = (): void => {
      while (!response.destroyed && written < bytes) {
        written += chunk.length;
        if (!response.write(chunk)) return;
      }
      if (!response.writableEnded) response.end(`{"clients":0}`);
    };
    response
      .setHeader("content-type", "application/json")
      .on("drain", write)
      .on("error", () => {});
    write();
  };

/** Each makes the workload of one pod useless while the pod itself serves. */
const lies: readonly (readonly [string, Workload])[] = [
  ["clients: -1", { clients: -1 }],
  ["clients: NaN", json(`{"clients": NaN}`)],
  ["clients: 1e308", json(`{"clients": 1e308}`)],
  ["clients: 1e999", json(`{"clients": 1e999}`)],
  ["clients as a string", { clients: "0" }],
  ["another pod's report", { podId: "chat-1", clients: 0 }],
  ["an array", [1, 2, 3]],
  ["null", json("null")],
  ["HTML", (_request: unknown, response: ServerResponse) => void response.end("<html>0</html>")],
  [
    "status 500",
    (_request: unknown, response: ServerResponse) => void response.writeHead(500).end(`{"clients":0}`),
  ],
  ["a report of 100 MB", padded(100_000_000)],
  ["a report that never ends", padded(Infinity)],
  ["a report that never begins", () => {}],
  [
    "a report that breaks off",
    (_request: unknown, response: ServerResponse) => {
      response.writeHead(200, { "content-length": "50", "content-type": "application/json" });
      response.write(`{"clients": `);
      setImmediate(() => response.destroy());
    },
  ],
];

let world: PoolWorld | undefined;
const agent = new Agent({ connections: 32, pipelining: 1 });
afterEach(async () => {
  await world?.stop();
  world = undefined;
});

async function start(options: Partial<PoolWorldOptions>): Promise<PoolWorld> {
  world = await startPoolWorld({ pods: 3, lookup: { collection: QUICK, pools: SHORT_MEMORY }, ...options });
  return world;
}
const get = (path: string, headers: Record<string, string> = {}): Promise<Answered> =>
  ask(agent, world?.gateways[0]?.address ?? "", path, { headers });

describe.each(["snapshot", "per_request"] as const)("mode %s", (mode) => {
  const filter = { mode, snapshot_interval_ms: 50 };

  it("a pod that is killed: every request is answered by a live one, also those that name the dead", async () => {
    const { pods, lookup, gateways } = await start({ filter });
    const [dead, ...living] = pods;
    await dead?.kill();
    const listed = living.map(({ podId, endpoint }) => ({ podId, endpoint, state: "open" as const }));
    lookup.source.set(POOL, listed);
    await gateways[0]?.update({ pods: listed.map((pod) => ({ ...pod, routeId: pod.podId })) });
    await until(
      "the dead pod is known to be dead",
      async () => (await get("/room?podId=chat-0")).seen?.url !== undefined,
    );
    for (let index = 0; index < 50; index += 1) {
      const { status, seen } = await get(index % 2 === 0 ? "/room" : "/room?podId=chat-0");
      expect(status).toBe(200);
      expect(seen?.podId).not.toBe("chat-0");
    }
  });

  it("a pod that hangs gets no new clients while others report", async () => {
    const { pods, view } = await start({ filter });
    const [hanging] = pods;
    if (hanging !== undefined) hanging.workload = () => {};
    await until("the lookup service keeps it out", async () =>
      (await view()).some(({ podId, keptOutBy }) => podId === "chat-0" && keptOutBy !== null),
    );
    await until("the filter knows", async () => {
      const answers = await Promise.all(Array.from({ length: 12 }, () => get("/room")));
      return answers.every(({ seen }) => seen?.podId !== "chat-0");
    });
    for (let index = 0; index < 30; index += 1) expect((await get("/room")).seen?.podId).not.toBe("chat-0");
  });

  it("all pods hang: picks go by own picks alone, and every request is answered", async () => {
    const { view } = await start({
      filter,
      awaitReports: false,
      prepare: (pods) => {
        for (const pod of pods) pod.workload = () => {};
      },
    });
    const used = new Set<string>();
    for (let index = 0; index < 30; index += 1) {
      const { status, seen } = await get("/room");
      expect(status).toBe(200);
      used.add(seen?.podId ?? "");
    }
    expect(used.size).toBe(3);
    expect((await view()).map(({ ageMs }) => ageMs)).toEqual([null, null, null]);
  });

  it("all pods are full: on_full route lets the request pass, and counts it", async () => {
    const { gateways } = await start({
      filter,
      prepare: (pods) => {
        for (const pod of pods) pod.workload = { podId: pod.podId, clients: 5, capacity: 5 };
      },
    });
    const { status, seen } = await get("/room");
    expect(status).toBe(200);
    expect(seen?.url).toBe("/room");
    await until(
      "it is counted",
      async () =>
        (await gateways[0]?.stats("fairlead_filter_unrouted_full"))?.["fairlead_filter_unrouted_full"] === 1,
    );
  });

  it("all pods are full: on_full reject refuses as documented", async () => {
    await start({
      filter: { ...filter, on_full: "reject" },
      prepare: (pods) => {
        for (const pod of pods) pod.workload = { podId: pod.podId, clients: 5, capacity: 5 };
      },
    });
    const { status, headers } = await get("/room");
    expect(status).toBe(503);
    expect(headers["retry-after"]).toMatch(/^\d+$/);
    expect(headers[HEADER_ERROR]).toBe("full");
  });

  it("the last free place is given once, the pods with room first", async () => {
    const { pods } = await start({
      filter,
      prepare: ([first, second, third]) => {
        if (first !== undefined) first.workload = { clients: 5, capacity: 5 };
        if (second !== undefined) second.workload = { clients: 0, capacity: 5, draining: true };
        if (third !== undefined) third.workload = { clients: 3, capacity: 50 };
      },
    });
    for (let index = 0; index < 10; index += 1) expect((await get("/room")).seen?.podId).toBe(pods[2]?.podId);
  });
});

describe("a pod that lies about its workload", () => {
  it.each(lies)("%s: it counts as silent, and the others get the clients", async (_name, workload) => {
    const { view, lookupAddress } = await start({
      filter: { mode: "per_request" },
      awaitReports: false,
      prepare: ([liar]) => {
        if (liar !== undefined) liar.workload = workload;
      },
    });
    await until(
      "the others have reported",
      async () => (await view()).filter(({ ageMs }) => ageMs !== null).length === 2,
    );
    for (let index = 0; index < 10; index += 1) {
      const { status, seen } = await get("/room");
      expect(status).toBe(200);
      expect(seen?.podId).not.toBe("chat-0");
    }
    const liar = (await view()).find(({ podId }) => podId === "chat-0");
    expect(liar?.ageMs).toBeNull();
    await until("the fault is counted", async () =>
      /fairlead_lookup_collection_errors_total\{[^}]*\} [1-9]/.test(
        await (await fetch(`${lookupAddress}/metrics`)).text(),
      ),
    );
  });
});
