import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { waitFor } from "@fairlead/test-support";
import { expect, onTestFinished, test } from "vitest";
import { WebSocketServer } from "ws";
import type { LoadCounts } from "../events/pod-status.ts";
import { DEFAULT_LOAD, type LoadSpec } from "./load-spec.ts";
import { startLoad, type LoadGenerator } from "./start-load.ts";

async function serve(): Promise<{ gateway: string; server: Server; paths: string[] }> {
  const paths: string[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url ?? "");
    response.setHeader("x-fairlead-pod-id", "pod-a");
    if (request.url === "/misrouted") response.setHeader("x-served-by", "pod-b");
    if (request.url === "/error") response.statusCode = 502;
    if (request.url === "/missing") response.statusCode = 404;
    if (request.url === "/reset") return void request.socket.destroy();
    if (request.url === "/stream" || request.url === "/cut") {
      response.writeHead(200, { "content-type": "text/event-stream" }).write("data: 1\n\n");
      if (request.url === "/cut") setImmediate(() => response.destroy());
      return undefined;
    }
    return response.end("hello");
  });
  const sockets = new WebSocketServer({ noServer: true });
  sockets.on("headers", (headers) => headers.push("x-served-by: pod-c"));
  server.on("upgrade", (request, socket, head) => {
    // A client that gives up resets the connection.
    socket.on("error", () => {});
    if (request.url === "/refused") socket.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
    else
      sockets.handleUpgrade(request, socket, head, (webSocket) => {
        if (request.url === "/cut") webSocket.close(1001);
      });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
    for (const client of sockets.clients) client.terminate();
  });
  return { gateway: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, paths };
}

async function load(
  ...specs: readonly Partial<LoadSpec>[]
): Promise<{ generator: LoadGenerator; paths: string[] }> {
  const { gateway, paths } = await serve();
  const generator = startLoad({
    gateway,
    specs: specs.map((spec) => ({ ...DEFAULT_LOAD, ratePerSecond: 500, ...spec })),
  });
  onTestFinished(() => generator.stop());
  return { generator, paths };
}

const until = (generator: LoadGenerator, fits: (counts: LoadCounts) => boolean): Promise<LoadCounts> =>
  waitFor(() => {
    const counts = generator.counts();
    return fits(counts) && counts;
  });

test("requests come and are answered; a 404 is an answer", async () => {
  const { generator, paths } = await load({ path: "/a?b=c" }, { path: "/missing" });
  const counts = await until(generator, ({ answered }) => answered >= 20 && new Set(paths).size === 2);
  expect(counts).toMatchObject({ failed: 0, dropped: 0, misrouted: 0 });
  expect(counts.p50Ms).toBeGreaterThan(0);
  expect(counts.p99Ms).toBeGreaterThanOrEqual(counts.p50Ms as number);
  expect(new Set(paths)).toEqual(new Set(["/a?b=c", "/missing"]));
});

test.for([
  { kind: "http", path: "/error" },
  { kind: "http", path: "/reset" },
  { kind: "sse", path: "/missing" },
  { kind: "sse", path: "/" },
  { kind: "websocket", path: "/refused" },
] as const)("a client without what it came for has failed: $kind $path", async (spec) => {
  const { generator } = await load(spec);
  const counts = await until(generator, ({ failed }) => failed >= 5);
  expect(counts).toMatchObject({ answered: 0, clients: 0, p50Ms: null });
});

test.for(["sse", "websocket"] as const)("a session that the other side ends is dropped: %s", async (kind) => {
  const { generator } = await load({ kind, path: "/cut" });
  expect(await until(generator, ({ dropped }) => dropped >= 5)).toMatchObject({ failed: 0 });
});

test("sessions stay, no more of them than clients, and are counted by the pod that serves them", async () => {
  const { generator } = await load(
    { kind: "sse", path: "/stream", clients: 4, sessionMs: 3_600_000 },
    { kind: "websocket", path: "/chat", clients: 3, sessionMs: 3_600_000 },
  );
  const counts = await until(generator, ({ clients }) => clients === 7);
  expect(counts).toMatchObject({ requests: 7, clientsByPod: { "pod-a": 4, "pod-c": 3 } });
  await generator.stop();
  expect(generator.counts()).toMatchObject({ requests: 7, failed: 0, dropped: 0 });
});

test("a session that is over makes room for the next client", async () => {
  const { generator } = await load(
    { kind: "websocket", clients: 1, sessionMs: 5 },
    { kind: "sse", path: "/stream", clients: 1, sessionMs: 5 },
  );
  const counts = await until(generator, ({ requests }) => requests >= 10);
  expect(counts).toMatchObject({ failed: 0, dropped: 0 });
  expect(counts.clients).toBeLessThanOrEqual(2);
});

test("a request that another pod serves than the gateway named is counted", async () => {
  const { generator } = await load({ path: "/misrouted" });
  const { misrouted, answered } = await until(generator, (counts) => counts.answered >= 3);
  expect(misrouted).toBe(answered);
});

test("nobody at the gateway is a failure of each request, and stopping does not wait for it", async () => {
  const generator = startLoad({
    gateway: "http://127.0.0.1:1",
    specs: [{ ...DEFAULT_LOAD, ratePerSecond: 500 }],
  });
  await until(generator, ({ failed }) => failed >= 3);
  await generator.stop();
});
