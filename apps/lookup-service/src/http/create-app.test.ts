import { lookupAnswerSchema, parseSnapshot, problemSchema } from "@fairlead/routing-schema";
import { afterEach, describe, expect, it } from "vitest";
import type { LookupService } from "../create-lookup-service.ts";
import { poolListSchema, poolViewSchema } from "../pools/pool-view.ts";
import type { ListedPodInput, MemorySource } from "../sources/memory-source.ts";
import { createTestService, listPods, pushPool } from "../testing/test-service.ts";

const services: LookupService<MemorySource>[] = [];
afterEach(() => Promise.all(services.splice(0).map((service) => service.stop())));

async function serviceOf(
  ...args: Parameters<typeof createTestService>
): Promise<LookupService<MemorySource>> {
  const service = createTestService(...args);
  services.push(service);
  await service.start();
  return service;
}

const CHAT = "default/chat";
const push = (service: LookupService, reports: unknown, init: RequestInit = {}) =>
  service.app.request(`/v1/pools/${CHAT}/reports`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(reports),
    ...init,
  });

async function chat(count = 2) {
  const service = await serviceOf({ pools: { [CHAT]: pushPool } });
  service.source.set(CHAT, listPods(count, "chat"));
  return service;
}

async function problemOf(response: Response | Promise<Response>) {
  const answered = await response;
  expect(answered.headers.get("content-type")).toBe("application/problem+json");
  const problem = problemSchema.parse(await answered.json());
  expect(problem.status).toBe(answered.status);
  expect(answered.headers.get("x-fairlead-error")).toBe(problem.code);
  return problem;
}

describe("/pod-lookup", () => {
  it("gives the pod with the fewest clients, and counts the pick", async () => {
    const service = await chat();
    await push(service, [
      { podId: "chat-0", clients: 5 },
      { podId: "chat-1", clients: 3 },
    ]);
    const given: string[] = [];
    for (let client = 0; client < 4; client += 1) {
      const response = await service.app.request(`/pod-lookup?pool=${encodeURIComponent(CHAT)}`);
      given.push(await response.text());
      expect(response.headers.get("x-fairlead-pod-id")).toBe(given.at(-1));
    }
    expect(given.slice(0, 2)).toEqual(["chat-1", "chat-1"]);
    expect(given.slice(2).sort()).toEqual(["chat-0", "chat-1"]);
  });

  it("answers headers that gateways read, and JSON to those who ask for it", async () => {
    const service = await chat(3);
    await push(service, [
      { podId: "chat-0", clients: 0, capacity: 4 },
      { podId: "chat-1", clients: 3 },
      { podId: "chat-2", clients: 9 },
    ]);
    const text = await service.app.request("/pod-lookup");
    expect(Object.fromEntries(text.headers)).toMatchObject({
      "content-type": "text/plain; charset=us-ascii",
      "cache-control": "no-store",
      "x-fairlead-pod-id": "chat-0",
      "x-fairlead-route-id": "chat-0",
      "x-fairlead-batch": "64",
      "x-fairlead-endpoints": "127.1.0.1:9,127.1.0.2:9",
    });
    const json = await service.app.request("/pod-lookup", { headers: { accept: "application/json" } });
    const answer = lookupAnswerSchema.parse(await json.json());
    expect(answer).toMatchObject({ pool: CHAT, podId: "chat-0", kept: false, blind: false });
    expect(answer.candidates.map(({ podId }) => podId)).toEqual(["chat-0", "chat-1", "chat-2"]);
    expect(answer.candidates[0]).toMatchObject({ load: 2, capacity: 4 });
  });

  it.each([
    ["subset", "chat-0", null],
    ["override-host", null, "127.1.0.1:9"],
    ["both", "chat-0", "127.1.0.1:9"],
  ] as const)("carries what the routing mode %s uses", async (mode, routeId, endpoint) => {
    const service = await serviceOf({ pools: { [CHAT]: { ...pushPool, routing: { mode } } } });
    service.source.set(CHAT, listPods(1, "chat"));
    const { headers } = await service.app.request("/pod-lookup");
    expect([headers.get("x-fairlead-route-id"), headers.get("x-fairlead-endpoints")]).toEqual([
      routeId,
      endpoint,
    ]);
    const snapshot = parseSnapshot(await (await service.app.request("/v1/snapshot")).text());
    expect(snapshot.pods[0]).toMatchObject({ routeId, endpoint });
  });

  it("keeps the preferred pod while it is open or draining, and does not count it", async () => {
    const service = await chat(0);
    service.source.set(CHAT, [
      ...listPods(2, "chat"),
      { podId: "old", endpoint: "127.1.0.9:9", state: "draining" },
    ]);
    for (const prefer of ["chat-1", "chat-1", "old"]) {
      expect(await (await service.app.request(`/pod-lookup?pool=${CHAT}&prefer=${prefer}`)).text()).toBe(
        prefer,
      );
    }
    expect((await (await service.app.request("/pod-lookup?prefer=gone")).text()).startsWith("chat-")).toBe(
      true,
    );
    const pool = poolViewSchema.parse(await (await service.app.request(`/v1/pools/${CHAT}`)).json());
    expect(pool.pods.reduce((sum, { picks }) => sum + picks, 0)).toBe(1);
  });

  it("says when all pods are full, and when none is open", async () => {
    const service = await chat(1);
    await push(service, { podId: "chat-0", clients: 2, capacity: 2 });
    const full = await service.app.request("/pod-lookup");
    expect([full.status, full.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await problemOf(full)).toMatchObject({ code: "full" });
    await push(service, { podId: "chat-0", clients: 0, capacity: 2, draining: true });
    expect(await problemOf(service.app.request("/pod-lookup"))).toMatchObject({ code: "no_pod" });
  });

  it("needs a pool only where there are several", async () => {
    const service = await chat();
    service.source.set("default/other", []);
    expect(await problemOf(service.app.request("/pod-lookup"))).toMatchObject({
      status: 400,
      code: "pool_required",
    });
    expect(await problemOf(service.app.request("/pod-lookup?pool=default/none"))).toMatchObject({
      status: 404,
      code: "unknown_pool",
    });
    expect(await problemOf(service.app.request("/pod-lookup?pool=default/other"))).toMatchObject({
      status: 503,
      code: "no_pod",
    });
    expect(await problemOf(service.app.request("/pod-lookup?pool=a&pool=b"))).toMatchObject({
      status: 400,
      code: "invalid_request",
    });
  });

  it("is not ready before the source has been read", async () => {
    const service = createTestService();
    services.push(service);
    expect(await problemOf(service.app.request("/pod-lookup"))).toMatchObject({
      status: 503,
      code: "not_ready",
    });
    expect((await service.app.request("/readyz")).status).toBe(503);
    expect((await service.app.request("/livez")).status).toBe(200);
    await service.start();
    expect((await service.app.request("/readyz")).status).toBe(200);
    expect(await problemOf(service.app.request("/pod-lookup"))).toMatchObject({
      status: 404,
      code: "unknown_pool",
    });
  });

  it("makes no pick for HEAD", async () => {
    const service = await chat(1);
    const response = await service.app.request("/pod-lookup", { method: "HEAD" });
    expect([response.status, response.headers.get("x-fairlead-pod-id"), await response.text()]).toEqual([
      200,
      "chat-0",
      "",
    ]);
    const pool = poolViewSchema.parse(await (await service.app.request(`/v1/pools/${CHAT}`)).json());
    expect(pool.load).toBe(0);
  });

  it("tells by HEAD whether a pod may be led to: it is named again, or another one is", async () => {
    const service = await serviceOf({ pools: { [CHAT]: pushPool } });
    const [open, old, full] = listPods(3, "chat") as [ListedPodInput, ListedPodInput, ListedPodInput];
    service.source.set(CHAT, [open, { ...old, state: "draining" }, full]);
    await push(service, [{ podId: "chat-2", clients: 2, capacity: 2 }]);
    for (const [prefer, named] of [
      ["chat-0", "chat-0"],
      ["chat-1", "chat-1"],
      ["chat-2", "chat-2"],
      ["chat-9", "chat-0"],
    ]) {
      const response = await service.app.request(`/pod-lookup?prefer=${prefer}`, { method: "HEAD" });
      expect([response.status, response.headers.get("x-fairlead-pod-id")]).toEqual([200, named]);
    }
    const pool = poolViewSchema.parse(await (await service.app.request(`/v1/pools/${CHAT}`)).json());
    expect(pool.load).toBe(2);
  });
});

describe("methods and paths", () => {
  it.each([
    ["/pod-lookup", "POST", "GET, HEAD"],
    ["/v1/pools/default/chat", "DELETE", "GET, HEAD"],
    ["/v1/pools/default/chat/reports", "GET", "POST"],
  ])("%s refuses %s", async (path, method, allow) => {
    const service = await chat();
    const response = await service.app.request(path, { method });
    expect([response.status, response.headers.get("allow")]).toEqual([405, allow]);
    expect(await problemOf(response)).toMatchObject({ code: "method_not_allowed" });
  });

  it.each(["/", "/v1/pools", "/metrics", "/v1/events"])("answers HEAD at %s without a body", async (path) => {
    const service = await chat();
    const response = await service.app.request(path, { method: "HEAD" });
    expect([response.status, await response.text()]).toEqual([200, ""]);
  });

  it.each(["/nothing", "/v1", "/v1/pools/default", "/pod-lookup/", "//pod-lookup"])(
    "serves nothing at %s",
    async (path) => {
      const service = await chat();
      expect(await problemOf(service.app.request(path))).toMatchObject({ status: 404, code: "unknown_path" });
    },
  );

  it.each(["/v1/pools/Default/chat", "/v1/pools/default/chat%0a", "/v1/pools/..%2f/chat"])(
    "refuses the pool in %s",
    async (path) => {
      const service = await chat();
      expect(await problemOf(service.app.request(path))).toMatchObject({
        status: 400,
        code: "invalid_request",
      });
    },
  );
});

describe("pools", () => {
  it("are listed with what the source says", async () => {
    const service = await chat();
    service.source.set("default/alpha", listPods(1));
    const list = poolListSchema.parse(await (await service.app.request("/v1/pools")).json());
    expect(list.pools.map(({ pool }) => pool)).toEqual(["default/alpha", CHAT]);
    expect(list).toMatchObject({ ready: true, source: { kind: "memory", fault: null } });
    service.source.remove("default/alpha");
    expect((await service.app.request("/v1/pools/default/alpha")).status).toBe(404);
  });

  it("are explained as text, and as JSON", async () => {
    const service = await chat();
    await push(service, [{ podId: "chat-0", clients: 4, capacity: 4 }]);
    const text = await (
      await service.app.request(`/v1/pools/${CHAT}/explain`, { headers: { accept: "text/html,*/*" } })
    ).text();
    expect(text).toContain("default/chat: 2 open and 0 draining pods");
    expect(text).toMatch(/chat-0: kept out by no-room/);
    const json = await service.app.request(`/v1/pools/${CHAT}/explain`, {
      headers: { accept: "application/json" },
    });
    expect(poolViewSchema.parse(await json.json()).pods[0]).toMatchObject({
      podId: "chat-0",
      keptOutBy: "no-room",
      clients: 4,
      room: 0,
    });
  });

  it("that are configured are known without pods", async () => {
    const service = await serviceOf({ pools: { "default/later": {} } });
    expect(await problemOf(service.app.request("/pod-lookup"))).toMatchObject({ code: "no_pod" });
  });
});

describe("pushed reports", () => {
  it("are taken, and those of unknown pods told", async () => {
    const service = await chat();
    const response = await push(service, [
      { podId: "chat-0", clients: 1 },
      { podId: "stranger", clients: 1 },
    ]);
    expect([response.status, await response.json()]).toEqual([200, { taken: 1, ignored: ["stranger"] }]);
  });

  it.each([
    ["no podId", { clients: 1 }],
    ["clients -1", { podId: "chat-0", clients: -1 }],
    ["clients as a text", [{ podId: "chat-0", clients: "1" }]],
    ["an empty array", []],
    ["null", null],
  ])("refuses %s", async (_, reports) => {
    expect(await problemOf(push(await chat(), reports))).toMatchObject({
      status: 400,
      code: "invalid_request",
    });
  });

  it("refuses what is not JSON, another content type, and a large body", async () => {
    const service = await chat();
    expect(await problemOf(push(service, [], { body: "{" }))).toMatchObject({ status: 400 });
    expect(await problemOf(push(service, [], { headers: { "content-type": "text/plain" } }))).toMatchObject({
      status: 415,
    });
    expect(await problemOf(push(service, [], { body: `[${" ".repeat(1_100_000)}]` }))).toMatchObject({
      status: 413,
      code: "payload_too_large",
    });
  });
});
