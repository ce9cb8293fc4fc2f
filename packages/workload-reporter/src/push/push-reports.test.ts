import { createServer } from "node:http";
import { pushedReportsSchema } from "@fairlead/routing-schema";
import { assert, double, integer, property } from "fast-check";
import { expect, onTestFinished, test, vi } from "vitest";
import { createWorkloadReporter } from "../create-workload-reporter.ts";
import { listen } from "../testing/listen.ts";
import { PUSH_DELAY_MAX_MS, pushDelayMs } from "./push-delay.ts";

async function startService() {
  const bodies: string[] = [];
  const service = { bodies, status: 204, url: "" };
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString("utf8")));
    request.on("end", () => {
      bodies.push(`${request.method} ${request.url} ${body}`);
      response.writeHead(service.status).end();
    });
  });
  service.url = `${(await listen(server)).url}/v1/pools/apps/chat/reports`;
  return service;
}

test("reports arrive in the form of the contract until the push is ended", async () => {
  const service = await startService();
  const reporter = createWorkloadReporter({ podId: "chat-1", capacity: 7 });
  const end = reporter.push({ url: service.url, intervalMs: 10 });
  onTestFinished(end);
  await vi.waitFor(() => expect(service.bodies.length).toBeGreaterThan(1));
  reporter.clientConnected();
  reporter.drain();
  await vi.waitFor(() => expect(service.bodies.at(-1)).toContain('"clients":1'));
  const [method, path, body] = service.bodies.at(-1)?.split(" ") ?? [];
  expect([method, path]).toEqual(["POST", "/v1/pools/apps/chat/reports"]);
  expect(pushedReportsSchema.parse(JSON.parse(body ?? ""))).toEqual([
    { podId: "chat-1", clients: 1, capacity: 7, draining: true },
  ]);
});

test("failures in a row are told once, and pushing goes on", async () => {
  const service = await startService();
  service.status = 500;
  const onWarning = vi.fn();
  const reporter = createWorkloadReporter({ podId: "chat-1", onWarning });
  onTestFinished(reporter.push({ url: service.url, intervalMs: 10 }));
  await vi.waitFor(() => expect(service.bodies.length).toBeGreaterThan(2));
  expect(onWarning).toHaveBeenCalledTimes(1);
  expect(onWarning).toHaveBeenCalledWith(expect.stringContaining("the service answered 500"));
});

test.each(["http://127.0.0.1:1/", "no address"])("pushing to %s is told and does no harm", async (url) => {
  const onWarning = vi.fn();
  const reporter = createWorkloadReporter({ podId: "chat-1", onWarning });
  onTestFinished(reporter.push({ url, intervalMs: 10 }));
  await vi.waitFor(() => expect(onWarning).toHaveBeenCalledTimes(1));
});

test("without a pod id nothing is pushed", () => {
  const onWarning = vi.fn();
  createWorkloadReporter({ onWarning }).push({ url: "http://127.0.0.1:1/" });
  expect(onWarning).toHaveBeenCalledWith(expect.stringContaining("podId"));
});

test("a service that hangs is told, and a stop leaves it", async () => {
  const server = createServer(() => {});
  const { url } = await listen(server);
  const onWarning = vi.fn();
  const reporter = createWorkloadReporter({ podId: "chat-1", onWarning });
  reporter.push({ url, intervalMs: 10, timeoutMs: 10 });
  await vi.waitFor(() =>
    expect(onWarning).toHaveBeenCalledWith(expect.stringContaining("no answer in 10 ms")),
  );
  await reporter.stop();
});

test("a stop ends the push", async () => {
  const [service, clock] = await Promise.all([startService(), startService()]);
  const reporter = createWorkloadReporter({ podId: "chat-1" });
  reporter.push({ url: service.url, intervalMs: 10 });
  await vi.waitFor(() => expect(service.bodies.length).toBeGreaterThan(0));
  await reporter.stop();
  const pushed = service.bodies.length;

  onTestFinished(createWorkloadReporter({ podId: "chat-2" }).push({ url: clock.url, intervalMs: 10 }));
  await vi.waitFor(() => expect(clock.bodies.length).toBeGreaterThan(5));
  expect(service.bodies.length).toBeLessThanOrEqual(pushed + 1);
});

test("the delay is never below the interval and never above 30 s or the interval", () => {
  const random = double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  assert(
    property(
      integer({ min: 10, max: 100_000 }),
      integer({ min: 0, max: 2000 }),
      random,
      (intervalMs, failures, chance) => {
        const delayMs = pushDelayMs(intervalMs, failures, chance);
        expect(delayMs).toBeGreaterThanOrEqual(intervalMs);
        expect(delayMs).toBeLessThanOrEqual(Math.max(PUSH_DELAY_MAX_MS, intervalMs));
      },
    ),
  );
  expect([0, 1, 2, 3].map((failures) => pushDelayMs(1000, failures, 0))).toEqual([1000, 2000, 4000, 8000]);
});
