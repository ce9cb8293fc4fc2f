import { once } from "node:events";
import { Agent, createServer, get, request, type RequestListener, type Server } from "node:http";
import { connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import { connect } from "node:net";
import { expect, test, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { type CountMode } from "../clients/counting.ts";
import { createWorkloadReporter } from "../create-workload-reporter.ts";
import { listen } from "../testing/listen.ts";

async function serve(listener?: RequestListener, count?: CountMode, prepare?: (server: Server) => void) {
  const reporter = createWorkloadReporter({ count });
  const server = createServer(listener);
  prepare?.(server);
  const stopObserving = reporter.observe(server);
  return { reporter, server, stopObserving, ...(await listen(server)) };
}

/** Keeps every response open after its head. */
const stream: RequestListener = (_, response) => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write("data: hello\n\n");
};

test("a request counts while it is served, on a connection that is kept alive", async () => {
  const seen: number[] = [];
  const { reporter, url } = await serve((_, response) => {
    seen.push(reporter.clients);
    response.end("ok");
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let round = 0; round < 20; round += 1) {
    const [response] = (await once(get(url, { agent }), "response")) as [NodeJS.ReadableStream];
    await once(response.resume(), "end");
    await vi.waitFor(() => expect(reporter.clients).toBe(0));
  }
  expect(seen).toEqual(Array.from({ length: 20 }, () => 1));
  agent.destroy();
});

test("a stream counts until its client vanishes", async () => {
  const { reporter, url } = await serve(stream);
  const clients = [get(url), get(url), get(url)];
  for (const client of clients) client.on("error", () => {});
  await Promise.all(clients.map((client) => once(client, "response")));
  expect(reporter.clients).toBe(3);
  clients[0]?.destroy();
  await vi.waitFor(() => expect(reporter.clients).toBe(2));
  for (const client of clients) client.destroy();
  await vi.waitFor(() => expect(reporter.clients).toBe(0));
});

test("a request whose body breaks off counts no longer", async () => {
  const { reporter, url } = await serve((incoming) => {
    incoming.on("error", () => {});
  });
  const upload = request(url, { method: "POST", headers: { "content-length": 1000 } });
  upload.on("error", () => {});
  upload.write("a few bytes");
  await vi.waitFor(() => expect(reporter.clients).toBe(1));
  upload.destroy();
  await vi.waitFor(() => expect(reporter.clients).toBe(0));
});

test("pipelined requests are counted down when their connection breaks before their turn", async () => {
  const { reporter, port } = await serve(stream);
  const socket = connect(port, "127.0.0.1");
  socket.write("GET /a HTTP/1.1\r\nhost: x\r\n\r\n".repeat(15));
  await vi.waitFor(() => expect(reporter.clients).toBe(15));
  socket.destroy();
  await vi.waitFor(() => expect(reporter.clients).toBe(0));
});

test("a WebSocket counts until it is closed or cut", async () => {
  const { reporter, port } = await serve(undefined, "upgrades", (server) => {
    new WebSocketServer({ server });
  });
  const sockets = [1, 2].map(() => new WebSocket(`ws://127.0.0.1:${port}`));
  await Promise.all(sockets.map((socket) => once(socket, "open")));
  expect(reporter.clients).toBe(2);
  sockets[0]?.close();
  await vi.waitFor(() => expect(reporter.clients).toBe(1));
  sockets[1]?.terminate();
  await vi.waitFor(() => expect(reporter.clients).toBe(0));
});

test("WebSockets count also when the application begins to serve them after the reporter", async () => {
  const { reporter, server, port } = await serve();
  const webSockets = new WebSocketServer({ server });
  const socket = new WebSocket(`ws://127.0.0.1:${port}`);
  await once(socket, "open");
  expect(reporter.clients).toBe(1);
  socket.terminate();
  await vi.waitFor(() => expect(reporter.clients).toBe(0));
  webSockets.close();
  expect(server.listenerCount("upgrade")).toBe(0);
});

test("a refused upgrade is counted down", async () => {
  const { reporter, port } = await serve(undefined, "upgrades", (server) => {
    server.on("upgrade", (_, socket) => socket.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n"));
  });
  await once(new WebSocket(`ws://127.0.0.1:${port}`), "error");
  await vi.waitFor(() => expect(reporter.clients).toBe(0));
});

test("without WebSockets in the application an upgrade stays a plain request", async () => {
  const { port } = await serve((_, response) => response.end("plain"));
  const asked = get({ port, host: "127.0.0.1", headers: { connection: "Upgrade", upgrade: "h2c" } });
  const [response] = (await once(asked, "response")) as [{ statusCode: number } & NodeJS.ReadableStream];
  expect(response.statusCode).toBe(200);
  response.resume();
});

test("the keys of a predicate join connections into clients", async () => {
  const { reporter, url } = await serve(stream, ({ headers }) => headers.cookie ?? false);
  const clients = ["ada", "ada", "ben", ""].map((cookie) => get(url, { headers: cookie ? { cookie } : {} }));
  for (const client of clients) client.on("error", () => {});
  await Promise.all(clients.map((client) => once(client, "response")));
  expect(reporter.clients).toBe(2);
  clients[0]?.destroy();
  clients[2]?.destroy();
  await vi.waitFor(() => expect(reporter.clients).toBe(1));
  clients[1]?.destroy();
  clients[3]?.destroy();
  await vi.waitFor(() => expect(reporter.clients).toBe(0));
});

test("the report and probes do not count", async () => {
  const seen: number[] = [];
  const { reporter, url } = await serve((_, response) => {
    seen.push(reporter.clients);
    response.end();
  });
  for (const path of ["/workload", "/livez", "/readyz?verbose", "/healthz", "/other"])
    await fetch(url + path);
  expect(seen).toEqual([0, 0, 0, 0, 1]);
});

test("HTTP/2 streams count one by one, and all end with their session", async () => {
  const reporter = createWorkloadReporter();
  const server = createHttp2Server((_, response) => void response.write("hello"));
  reporter.observe(server);
  const { url } = await listen(server);
  const session = connectHttp2(url);
  session.on("error", () => {});
  const streams = [1, 2, 3].map(() => session.request());
  for (const open of streams) open.on("error", () => {});
  await Promise.all(streams.map((open) => once(open, "response")));
  expect(reporter.clients).toBe(3);
  streams[0]?.close();
  await vi.waitFor(() => expect(reporter.clients).toBe(2));
  session.destroy();
  await vi.waitFor(() => expect(reporter.clients).toBe(0));
});

test("a server observed twice counts once", async () => {
  const { reporter, server, url, stopObserving } = await serve(stream);
  expect(reporter.observe(server)).toBe(stopObserving);
  const client = get(url);
  client.on("error", () => {});
  await once(client, "response");
  expect(reporter.clients).toBe(1);
  stopObserving();
  stopObserving();
  const again = reporter.observe(server);
  stopObserving();
  expect(server.listenerCount("newListener")).toBe(1);
  again();
  expect(server.listenerCount("newListener")).toBe(0);
  client.destroy();
});

test("after the end of observation nobody new counts, and who was counted still leaves", async () => {
  const { reporter, server, url, stopObserving } = await serve(stream);
  const [early, late] = [get(url), () => get(url)];
  await once(early, "response");
  stopObserving();
  const second = late();
  await once(second, "response");
  expect(reporter.clients).toBe(1);
  expect(server.listenerCount("newListener")).toBe(0);
  for (const client of [early, second]) {
    client.on("error", () => {});
    client.destroy();
  }
  await vi.waitFor(() => expect(reporter.clients).toBe(0));
});
