import { createServer } from "node:http";
import { workloadReportSchema } from "@fairlead/routing-schema";
import { expect, test, vi } from "vitest";
import { createWorkloadReporter } from "./create-workload-reporter.ts";
import { listen } from "./testing/listen.ts";

async function serveReport(reporter = createWorkloadReporter({ podId: "chat-1", capacity: 5 })) {
  const server = createServer((request, response) => {
    if (!reporter.handler(request, response)) response.writeHead(404).end();
  });
  reporter.observe(server);
  return { reporter, ...(await listen(server)) };
}

test("the report is served fresh, with the query of a routed request", async () => {
  const { reporter, url } = await serveReport();
  reporter.clientConnected();
  reporter.setClients(2);
  reporter.drain();
  const response = await fetch(`${url}/workload?podId=chat-1`);
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(response.headers.get("content-type")).toBe("application/json");
  const report = { podId: "chat-1", clients: 3, capacity: 5, draining: true };
  expect(workloadReportSchema.parse(await response.json())).toEqual(report);
});

test("HEAD has the headers of GET and no body", async () => {
  const { url } = await serveReport();
  const response = await fetch(`${url}/workload`, { method: "HEAD" });
  expect(response.status).toBe(200);
  expect(Number(response.headers.get("content-length"))).toBeGreaterThan(10);
  expect(await response.text()).toBe("");
});

test.each(["POST", "PUT", "DELETE", "OPTIONS"])("%s is refused with what is allowed", async (method) => {
  const { url } = await serveReport();
  const response = await fetch(`${url}/workload`, { method, ...(method === "POST" ? { body: "x" } : {}) });
  expect(response.status).toBe(405);
  expect(response.headers.get("allow")).toBe("GET, HEAD");
  await response.text();
});

test("other paths are left to the application", async () => {
  const { url } = await serveReport();
  for (const path of ["/", "/workload/", "/Workload", "/x?/workload"]) {
    expect((await fetch(url + path)).status, path).toBe(404);
  }
});

test("a response that is under way is left alone", async () => {
  const reporter = createWorkloadReporter();
  const server = createServer((request, response) => {
    response.writeHead(201);
    response.end(String(reporter.handler(request, response)));
  });
  const { url } = await listen(server);
  expect(await (await fetch(`${url}/workload`)).text()).toBe("false");
});

test("unfit options are told and left out, so that the report stays valid", () => {
  const onWarning = vi.fn();
  const reporter = createWorkloadReporter({ podId: "Not A Pod", capacity: Number.NaN, onWarning });
  expect(reporter.report()).toEqual({ clients: 0, capacity: null, draining: false });
  expect(onWarning).toHaveBeenCalledTimes(2);
  reporter.setClients(Number.NaN);
  expect(onWarning).toHaveBeenCalledTimes(3);
});

test("a receiver of warnings that fails does no harm", () => {
  const onWarning = () => {
    throw new Error("no");
  };
  const reporter = createWorkloadReporter({ capacity: -1, onWarning });
  expect(reporter.report().capacity).toBeNull();
});

test("several sockets of one session are one client", () => {
  const reporter = createWorkloadReporter({ draining: true });
  const releases = [
    reporter.clientConnected("ada"),
    reporter.clientConnected("ada"),
    reporter.clientConnected("ben"),
  ];
  expect(reporter.report()).toEqual({ clients: 2, capacity: null, draining: true });
  releases[0]?.();
  expect(reporter.clients).toBe(2);
  for (const release of releases) release();
  expect(reporter.clients).toBe(0);
});
