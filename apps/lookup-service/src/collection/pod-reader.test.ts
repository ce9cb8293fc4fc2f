import type { RequestListener } from "node:http";
import type { WorkloadSpec } from "@fairlead/routing-schema";
import { afterEach, describe, expect, it } from "vitest";
import { monotonicClock } from "../clock.ts";
import { answerJson, startHttp, startSocket, type TestServer } from "../testing/pod-server.ts";
import { waitFor } from "@fairlead/test-support";
import { createPodReader, type PodReader } from "./pod-reader.ts";

const servers: TestServer[] = [];
const readers: PodReader[] = [];
afterEach(async () => {
  for (const reader of readers.splice(0)) reader.close();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const json: WorkloadSpec & { format: "json" } = { format: "json", path: "/workload" };

/** For what answers, however busy the machine is. */
const PATIENT_MS = 30_000;
/** For what does not. */
const SHORT_MS = 300;

function readerOf(
  endpoint: string,
  workload: Exclude<WorkloadSpec, { format: "push" }> = json,
  timeoutMs = PATIENT_MS,
): PodReader {
  const reader = createPodReader({ podId: "pod-1", endpoint, workload, timeoutMs, clock: monotonicClock });
  readers.push(reader);
  return reader;
}

async function serve(listener: RequestListener): Promise<TestServer> {
  const server = await startHttp(listener);
  servers.push(server);
  return server;
}

const body =
  (text: string): RequestListener =>
  (_, response) =>
    response.setHeader("content-type", "application/json").end(text);

describe("a good pod", () => {
  it("is read over one kept connection, at its path, sampled between start and end", async () => {
    const paths: (string | undefined)[] = [];
    const server = await serve((request, response) => {
      paths.push(request.url);
      answerJson(() => ({ podId: "pod-1", clients: 3, capacity: 9, draining: true, extra: 1 }))(
        request,
        response,
      );
    });
    const reader = readerOf(server.endpoint, { format: "json", path: "/load?x=1" });
    for (let time = 0; time < 3; time += 1) {
      const before = monotonicClock();
      const outcome = await reader.read();
      expect(outcome).toMatchObject({ report: { podId: "pod-1", clients: 3, capacity: 9, draining: true } });
      const { sampledAtMs } = outcome as { sampledAtMs: number };
      expect(sampledAtMs).toBeGreaterThan(before);
      expect(sampledAtMs).toBeLessThan(monotonicClock());
    }
    expect(paths).toEqual(["/load?x=1", "/load?x=1", "/load?x=1"]);
    expect(server.connections).toBe(1);
  });

  it("may answer in pieces, and leave out all but its clients", async () => {
    const server = await serve((_, response) => {
      response.setHeader("content-type", "application/json; charset=utf-8");
      response.write('{"cli');
      setImmediate(() => response.end('ents":2}'));
    });
    expect(await readerOf(server.endpoint).read()).toMatchObject({
      bytes: 13,
      report: { clients: 2, capacity: null, draining: false },
    });
  });

  it("may answer a Prometheus page", async () => {
    const server = await serve((_, response) =>
      response
        .setHeader("content-type", "text/plain; version=0.0.4")
        .end('sessions{a="1"} 2\nsessions{a="2"} 3\nlimit 10\n'),
    );
    const workload = {
      format: "prometheus",
      path: "/metrics",
      clientsMetric: "sessions",
      capacityMetric: "limit",
    } as const;
    expect(await readerOf(server.endpoint, workload).read()).toMatchObject({
      report: { clients: 5, capacity: 10 },
    });
    expect(await readerOf(server.endpoint, { ...workload, clientsMetric: "none" }).read()).toMatchObject({
      fault: { cause: "invalid", detail: expect.stringContaining("none") },
    });
  });
});

describe("a pod that lies", () => {
  it.each([
    ["clients below zero", '{"clients":-1}', "invalid"],
    ["clients NaN", '{"clients":NaN}', "malformed"],
    ["clients as a text", '{"clients":"5"}', "invalid"],
    ['clients "NaN"', '{"clients":"NaN"}', "invalid"],
    ["clients 1e308", '{"clients":1e308}', "invalid"],
    ["clients 1e999", '{"clients":1e999}', "invalid"],
    ["clients null", '{"clients":null}', "invalid"],
    ["no clients", "{}", "invalid"],
    ["capacity 0", '{"clients":1,"capacity":0}', "invalid"],
    ["draining as a text", '{"clients":1,"draining":"yes"}', "invalid"],
    ["an array", "[]", "invalid"],
    ["an empty body", "", "malformed"],
    ["JSON cut short", '{"clients":1', "malformed"],
    ["bytes that are not UTF-8", "\u{fffd}\u{fffd}", "malformed"],
    ["deeply nested JSON", "[".repeat(60_000), "malformed"],
    ["another pod's id", '{"podId":"pod-2","clients":1}', "wrong_pod"],
    ["a podId with a line break", '{"podId":"pod-1\\r\\n","clients":1}', "invalid"],
  ])("%s", async (_, text, cause) => {
    const server = await serve(body(text));
    expect(await readerOf(server.endpoint).read()).toMatchObject({
      fault: { cause, detail: expect.any(String) },
    });
  });
});

it.each([undefined, "text/plain", "application/json; charset=utf-8", "application/vnd.chat+json"])(
  "a report as %s is taken",
  async (contentType) => {
    const server = await serve((_, response) => {
      if (contentType !== undefined) response.setHeader("content-type", contentType);
      response.end('{"clients":1}');
    });
    expect(await readerOf(server.endpoint).read()).toMatchObject({ report: { clients: 1 } });
  },
);

describe("a pod that answers wrongly", () => {
  it.each([
    ["500", 500, "application/json", "status"],
    ["404", 404, "application/json", "status"],
    ["204", 204, "application/json", "status"],
    ["a redirect", 302, "application/json", "status"],
    ["HTML", 200, "text/html", "content_type"],
    ["a content type that only begins like JSON", 200, "application/jsonp", "content_type"],
  ])("%s", async (_, status, contentType, cause) => {
    let requests = 0;
    const server = await serve((__, response) => {
      requests += 1;
      response
        .writeHead(status, { "content-type": contentType, location: "/elsewhere" })
        .end(status === 204 ? undefined : '{"clients":1}');
    });
    expect(await readerOf(server.endpoint).read()).toMatchObject({ fault: { cause } });
    expect(requests).toBe(1);
  });

  it("something that is not HTTP", async () => {
    const server = await startSocket((socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n"));
    servers.push(server);
    expect(await readerOf(server.endpoint).read()).toMatchObject({ fault: { cause: "malformed" } });
  });

  it("100 MB, of which little more than the limit is read", async () => {
    let sent = 0;
    const chunk = Buffer.alloc(65_536, 0x20);
    const server = await serve((_, response) => {
      response.writeHead(200, {
        "content-type": "application/json",
        "content-length": String(1_600 * chunk.length),
      });
      const more = (): void => {
        while (sent < 1_600 && !response.destroyed) {
          sent += 1;
          if (!response.write(chunk)) {
            response.once("drain", more);
            return;
          }
        }
      };
      more();
    });
    const outcome = await readerOf(server.endpoint, json, 5_000).read();
    expect(outcome).toMatchObject({ fault: { cause: "too_large" } });
    expect(outcome.bytes).toBeLessThan(1_000_000);
    await waitFor(() => server.open === 0);
    expect(sent).toBeLessThan(1_600);
  });

  it("a body that never ends", async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const timer = setInterval(() => response.write(" "), 5);
      response.on("close", () => clearInterval(timer));
    });
    expect(await readerOf(server.endpoint, json, SHORT_MS).read()).toMatchObject({
      fault: { cause: "timeout" },
    });
    await waitFor(() => server.open === 0);
  });

  it("headers that never end", async () => {
    const server = await startSocket((socket) => {
      socket.write("HTTP/1.1 200 OK\r\n");
      const timer = setInterval(() => socket.write("x-a: b\r\n"), 5);
      socket.on("close", () => clearInterval(timer));
    });
    servers.push(server);
    expect(await readerOf(server.endpoint, json, SHORT_MS).read()).toMatchObject({
      fault: { cause: "timeout" },
    });
    await waitFor(() => server.open === 0);
  });

  it("nothing at all", async () => {
    const server = await serve(() => {});
    expect(await readerOf(server.endpoint, json, SHORT_MS).read()).toMatchObject({
      fault: { cause: "timeout" },
    });
    await waitFor(() => server.open === 0);
  });

  it.each([
    ["before the headers", ""],
    [
      "in the middle of the body",
      'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"clients":1',
    ],
  ])("a reset %s", async (_, beginning) => {
    const server = await startSocket((socket) => {
      socket.once("data", () => {
        if (beginning === "") socket.resetAndDestroy();
        else socket.write(beginning, () => setImmediate(() => socket.resetAndDestroy()));
      });
    });
    servers.push(server);
    expect(await readerOf(server.endpoint).read()).toMatchObject({ fault: { cause: "reset" } });
  });

  it("no one listens", async () => {
    const server = await serve(() => {});
    await server.close();
    expect(await readerOf(server.endpoint).read()).toMatchObject({ fault: { cause: "connect" } });
  });
});

describe("after a fault", () => {
  it("the next read is good again", async () => {
    let requests = 0;
    const server = await serve((request, response) => {
      requests += 1;
      if (requests > 1) answerJson(() => ({ clients: 1 }))(request, response);
    });
    const reader = readerOf(server.endpoint, json, SHORT_MS);
    expect(await reader.read()).toMatchObject({ fault: { cause: "timeout" } });
    expect(await reader.read()).toMatchObject({ report: { clients: 1 } });
  });
});

describe("closing", () => {
  it("ends a read under way and the connection", async () => {
    const server = await serve(() => {});
    const reader = readerOf(server.endpoint, json, 60_000);
    const reading = reader.read();
    await waitFor(() => server.open === 1);
    reader.close();
    expect(await reading).toHaveProperty("fault");
    await waitFor(() => server.open === 0);
    expect(await reader.read()).toHaveProperty("fault");
  });
});
