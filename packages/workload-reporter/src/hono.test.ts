import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { expect, test, vi } from "vitest";
import { createWorkloadReporter } from "./create-workload-reporter.ts";
import { workloadReport } from "./hono.ts";
import { listen } from "./testing/listen.ts";

function createApp() {
  const reporter = createWorkloadReporter({ podId: "chat-1" });
  const app = new Hono();
  app.use(workloadReport(reporter));
  app.get("/", (c) => c.text("hello"));
  return { app, reporter };
}

test("the report is served and other requests pass", async () => {
  const { app } = createApp();
  const response = await app.request("/workload?podId=chat-1");
  expect(await response.json()).toEqual({ podId: "chat-1", clients: 0, capacity: null, draining: false });
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(await (await app.request("/")).text()).toBe("hello");
  expect((await app.request("/nowhere")).status).toBe(404);
});

test("HEAD has no body, other methods are refused", async () => {
  const { app } = createApp();
  const head = await app.request("/workload", { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([200, ""]);
  const post = await app.request("/workload", { method: "POST" });
  expect([post.status, post.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
});

test("a stream served by Hono counts until its client vanishes", async () => {
  const { app, reporter } = createApp();
  app.get("/events", (c) =>
    streamSSE(c, async (stream) => {
      await stream.writeSSE({ data: "hello" });
      await new Promise<void>((resolve) => stream.onAbort(resolve));
    }),
  );
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  reporter.observe(server);
  const { url } = await listen(server);

  const leave = new AbortController();
  await fetch(`${url}/events`, { signal: leave.signal });
  expect(await (await fetch(`${url}/workload`)).json()).toMatchObject({ clients: 1 });
  leave.abort();
  await vi.waitFor(() => expect(reporter.clients).toBe(0));
});
