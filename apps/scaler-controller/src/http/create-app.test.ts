import { afterEach, describe, expect, it } from "vitest";
import type { MetricEntry } from "@fairlead/service-kit";
import { until } from "@fairlead/test-support";
import { createScalerController, type ScalerController } from "../create-scaler-controller.ts";
import { soleLeadership } from "../interfaces/leadership.ts";
import { metricCatalogue, METRIC_PREFIX } from "../metrics/catalogue.ts";
import { createFakeWorld, type FakeWorld } from "../testing/fake-world.ts";
import { explanationSchema, scaledPoolListSchema, scaledPoolSchema } from "../interfaces/scaled-pool.ts";

const POOL = "/v1/pools/default/chat";
let scaler: ScalerController | undefined;

afterEach(async () => {
  await scaler?.stop();
});

/** A scaler of a pool that has its one pod open. */
async function serve(world: FakeWorld = createFakeWorld()): Promise<ScalerController> {
  scaler = createScalerController({
    pools: [world],
    leadership: soleLeadership,
    clock: world.clock,
    reconcile: { intervalMs: 10, pauseMs: 0 },
  });
  await scaler.start();
  await until("a pod is open", () => scaler?.view("default/chat")?.counts.open === 1);
  return scaler;
}

describe("the scaler over HTTP", () => {
  it("shows a pool in the form that it describes", async () => {
    const { app } = await serve();
    const response = await app.request(POOL);
    const pool = scaledPoolSchema.parse(await response.json());
    expect(pool).toMatchObject({
      pool: "default/chat",
      leader: true,
      desiredReplicas: 1,
      counts: { starting: 0, open: 1, draining: 0, closed: 0 },
      fault: null,
    });
    expect(pool.pods).toMatchObject([{ routeId: "chat-1", phase: "open", ready: true, deleting: false }]);
    expect(pool.conditions.map(({ status }) => status)).toEqual([false, false, false, false, false, false]);
  });

  it("lists its pools, and says why each is as it is", async () => {
    const { app } = await serve();
    const list = scaledPoolListSchema.parse(await (await app.request("/v1/pools")).json());
    expect(list).toEqual({ leader: true, pools: ["default/chat"] });
    const { pods, why } = scaledPoolSchema.parse(await (await app.request(POOL)).json());
    expect(why[0]).toBe("1 pod: 0 starting, 1 open, 0 draining, 0 closed.");
    expect(pods[0]?.why).toMatch(/^chat-1 \(open\) serves/);
  });

  it("explains in sentences, and in data where that is preferred", async () => {
    const { app } = await serve();
    const text = await (await app.request(`${POOL}/explain`)).text();
    expect(text).toContain("1 pod: 0 starting, 1 open, 0 draining, 0 closed.");
    expect(text).toContain("Bounds: 1 to 5.");
    expect(text).toMatch(/^chat-1 \(open\) serves/m);
    const json = await app.request(`${POOL}/explain`, { headers: { accept: "application/json" } });
    expect(explanationSchema.parse(await json.json())).toMatchObject({
      plan: { pods: [{ routeId: "chat-1", phase: "open" }] },
      replicaCount: { desiredReplicas: 1 },
    });
  });

  it("streams what happened, and what happens", async () => {
    const world = createFakeWorld();
    const { app, stop } = await serve(world);
    const response = await app.request(`${POOL}/events`);
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    const reading = (async () => {
      for (let part = await reader?.read(); part?.done === false; part = await reader?.read())
        text += part.value;
    })();
    await until("the past is told", () => text.includes("event: PodOpened"));
    expect(text).toMatch(/event: PodStarted\ndata: \{.*"routeId":"chat-1".*\n\n/);
    world.setClients(4);
    await until("the present is told", () => {
      world.clock.advance(100);
      return text.split("event: PodOpened").length === 3;
    });
    await stop();
    await reading;
  });

  it.each([
    ["/v1/pools/default/none", "GET", 404, "unknown_pool"],
    ["/v1/pools/Default/none", "GET", 400, "invalid_request"],
    ["/nothing", "GET", 404, "unknown_path"],
    [POOL, "DELETE", 405, "method_not_allowed"],
  ])("refuses %s by %s with %i", async (path, method, status, code) => {
    const { app } = await serve();
    const response = await app.request(path, { method });
    expect([response.status, response.headers.get("x-fairlead-error")]).toEqual([status, code]);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({ status, code });
  });

  it("is ready between its first look and its stop", async () => {
    const world = createFakeWorld();
    const before = createScalerController({ pools: [world], leadership: soleLeadership });
    expect((await before.app.request("/readyz")).status).toBe(503);
    const { app, stop } = await serve(world);
    expect((await app.request("/readyz")).status).toBe(200);
    await stop();
    expect((await app.request("/readyz")).status).toBe(503);
    expect((await app.request("/livez")).status).toBe(200);
  });

  it("is not ready while the world cannot be looked at, and says why", async () => {
    const world = createFakeWorld();
    const { app } = await serve(world);
    world.pods.list = () => Promise.reject(new Error("the API is away"));
    await until("the fault is seen", async () => (await app.request("/readyz")).status === 503);
    expect(await (await app.request(POOL)).json()).toMatchObject({
      fault: { code: "internal", message: "the API is away" },
    });
  });

  it("has exactly the metrics of the catalogue, with their labels", async () => {
    const { app } = await serve();
    const text = await (await app.request("/metrics")).text();
    const entries: readonly MetricEntry[] = Object.values(metricCatalogue);
    const own = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)]
      .filter(([, name]) => name?.startsWith(METRIC_PREFIX))
      .map(([, name, type]) => `${name} ${type}`);
    expect(own.sort()).toEqual(entries.map(({ name, type }) => `${name} ${type}`).sort());
    for (const { labels, name } of entries) {
      for (const [, inside = ""] of text.matchAll(
        new RegExp(`^${name}(?:_bucket|_sum|_count)?\\{(.*)\\} `, "gm"),
      )) {
        const used = [...inside.matchAll(/(\w+)="/g)]
          .map(([, label]) => label)
          .filter((label) => label !== "le");
        expect([name, used]).toEqual([name, labels]);
      }
    }
    expect(text).toMatch(/^fairlead_scaler_pods\{pool="default\/chat",phase="open"\} 1$/m);
    expect(text).toMatch(/^fairlead_scaler_leader 1$/m);
    expect(text).toMatch(
      /^fairlead_scaler_actions_total\{pool="default\/chat",kind="createPod",outcome="done"\} 1$/m,
    );
  });

  it("describes every route once", async () => {
    const { app } = await serve();
    const document = (await (await app.request("/openapi.json")).json()) as {
      openapi: string;
      paths: Record<string, Record<string, { operationId: string }>>;
    };
    expect(document.openapi).toBe("3.1.0");
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const served = app.routes.map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`);
    expect(described.sort()).toEqual([...new Set(served)].sort());
  });
});
