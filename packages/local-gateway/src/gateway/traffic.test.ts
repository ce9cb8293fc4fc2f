import { once } from "node:events";
import { createHash, randomBytes } from "node:crypto";
import { connect, type ClientHttp2Session } from "node:http2";
import { expect, onTestFinished, test } from "vitest";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { waitFor } from "@fairlead/test-support";
import { startGrpcPod, startPod, startTestGateway, whoAnswers } from "../testing/test-gateway.ts";

function connectHttp2(address: string): ClientHttp2Session {
  const session = connect(address);
  onTestFinished(() => session.destroy());
  return session;
}

test.each(["routes", "override_host"] as const)("%s: a WebSocket client talks to its pod", async (mode) => {
  const pods = [await startPod("a-pod"), await startPod("b-pod")];
  const gateway = await startTestGateway({ pods, routing: { mode } });
  const client = new WebSocket(gateway.address.replace("http", "ws"));
  await once(client, "open");
  client.close();
  expect((await gateway.stats("http.gateway."))["http.gateway.downstream_cx_upgrades_total"]).toBe(1);
});

test.each(["routes", "override_host"] as const)("%s: a gRPC call passes with its trailers", async (mode) => {
  const pods = [await startGrpcPod("a-pod"), await startGrpcPod("b-pod")];
  const gateway = await startTestGateway({ pods, routing: { mode } });
  const session = connectHttp2(gateway.address);
  for (const pod of pods) {
    const stream = session.request({
      ":method": "POST",
      ":path": "/chat.Rooms/Join",
      "content-type": "application/grpc",
      te: "trailers",
      "x-fairlead-pod": pod.routeId,
      "x-fairlead-endpoint": pod.endpoint,
    });
    const body = Buffer.concat([Buffer.from([0, 0, 0, 0, 5]), Buffer.from("hello")]);
    stream.end(body);
    const trailers = once(stream, "trailers");
    const received: Buffer[] = [];
    for await (const chunk of stream) received.push(chunk as Buffer);
    expect(Buffer.concat(received)).toEqual(body);
    expect((await trailers)[0]).toMatchObject({ "grpc-status": "0", "x-served-by": pod.podId });
  }
});

test("a URL of 60 KB reaches the pod whole, and one beyond the limit is refused", async () => {
  const pod = await startPod("a-pod", {
    onRequest: (request, response) => response.end(String(request.url?.length)),
  });
  const gateway = await startTestGateway({ pods: [pod], routing: { mode: "routes" } });
  const path = `/?q=${"x".repeat(60 * 1024 - 4)}`;
  expect(await whoAnswers(gateway, path)).toBe(String(60 * 1024));
  expect(await whoAnswers(gateway, `/?q=${"x".repeat(100 * 1024)}`)).toMatch(/^431 /);
});

test("a chunked body of 20 MB passes unchanged", async () => {
  const hash = createHash("sha256");
  const pod = await startPod("a-pod", {
    onRequest: (request, response) => {
      const received = createHash("sha256");
      request.pipe(received).on("finish", () => response.end(received.digest("hex")));
    },
  });
  const gateway = await startTestGateway({ pods: [pod], routing: { mode: "routes" } });
  const chunk = randomBytes(64 * 1024);
  const chunks = Array.from({ length: 320 }, () => chunk);
  for (const part of chunks) hash.update(part);
  const body = ReadableStream.from(chunks);
  const response = await fetch(gateway.address, { method: "POST", body, duplex: "half" });
  expect(await response.text()).toBe(hash.digest("hex"));
});

test("an event stream arrives event by event and ends when the pod ends it", async () => {
  const send: ((text: string | undefined) => void)[] = [];
  const pod = await startPod("a-pod", {
    onRequest: (_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
      send.push((text) => (text === undefined ? response.end() : response.write(text)));
    },
  });
  const gateway = await startTestGateway({ pods: [pod], routing: { mode: "routes" } });
  const response = await fetch(gateway.address);
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  for (const text of ["data: 1\n\n", "data: 2\n\n"]) {
    send[0]?.(text);
    expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe(text);
  }
  send[0]?.(undefined);
  expect((await reader.read()).done).toBe(true);
});

test("the access log has a line a request, with the pod that was named", async () => {
  const pod = await startPod("a-pod");
  const path = join(
    (await startTestGateway({ pods: [], routing: { mode: "routes" } })).directory,
    "access.log",
  );
  const gateway = await startTestGateway({
    pods: [pod],
    routing: { mode: "routes" },
    accessLogPath: path,
  });
  await whoAnswers(gateway, "/room", { "x-fairlead-pod": "a" });
  await gateway.stop();
  await waitFor(async () => (await readFile(path, "utf8")).endsWith("}\n"));
  expect(JSON.parse(await readFile(path, "utf8"))).toMatchObject({
    path: "/room",
    status: 200,
    route: "a/header",
    pod: "a",
    upstream: pod.endpoint,
  });
});

test("more clusters and filters in Envoy's own form are taken", async () => {
  const [pod, other] = [await startPod("a-pod"), await startPod("other-pod")];
  const [address, port] = other.endpoint.split(":");
  const gateway = await startTestGateway({
    pods: [pod],
    routing: { mode: "routes" },
    extraClusters: [
      {
        "@type": "type.googleapis.com/envoy.config.cluster.v3.Cluster",
        name: "other",
        type: "STATIC",
        load_assignment: {
          cluster_name: "other",
          endpoints: [
            {
              lb_endpoints: [
                {
                  endpoint: { address: { socket_address: { address, port_value: Number(port) } } },
                },
              ],
            },
          ],
        },
      },
    ],
    runtime: { "re2.max_program_size.warn_level": 1000 },
  });
  await gateway.update({ pods: [] });
  expect(await gateway.stats("cluster.other.membership_total")).toEqual({
    "cluster.other.membership_total": 1,
  });
});

test.each(["routes", "override_host"] as const)(
  "%s: an unused connection to a pod is closed before the pod closes it under a request",
  async (mode) => {
    const pod = await startPod("a-pod");
    const gateway = await startTestGateway({ pods: [pod], routing: { mode } });
    const headers = { "x-fairlead-pod": pod.routeId, "x-fairlead-endpoint": pod.endpoint };
    const cluster = mode === "routes" ? "pod-a" : "pool";
    const read = async (name: string): Promise<number | undefined> =>
      (await gateway.stats(`cluster.${cluster}.`))[`cluster.${cluster}.${name}`];
    expect(await whoAnswers(gateway, "/", headers)).toBe("a-pod");
    // The pod keeps connections for a minute: it was not the one that closed it.
    await waitFor(async () => (await read("upstream_cx_idle_timeout")) === 1);
    expect(await whoAnswers(gateway, "/", headers)).toBe("a-pod");
    expect(await read("upstream_cx_total")).toBe(2);
  },
);
