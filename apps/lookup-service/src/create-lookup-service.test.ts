import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { get, type IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { parseLookupConfiguration } from "./configuration/parse-lookup-configuration.ts";
import { createLookupService, type LookupService } from "./create-lookup-service.ts";
import { poolViewSchema, type PodView } from "./pools/pool-view.ts";
import { createFileSource } from "./sources/file-source.ts";
import type { MemorySource } from "./sources/memory-source.ts";
import { answerJson, startHttp, type TestServer } from "./testing/pod-server.ts";
import { createTestService, listPods, pushPool } from "./testing/test-service.ts";
import { waitFor } from "@fairlead/test-support";

const POOL = "default/chat";
const services: LookupService<MemorySource>[] = [];
const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.stop()));
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serviceOf(...args: Parameters<typeof createTestService>) {
  const service = createTestService(...args);
  services.push(service);
  const { host, port } = await service.listen();
  return { service, base: `http://${host}:${port}` };
}

async function podServer(listener: Parameters<typeof startHttp>[0], port?: number): Promise<TestServer> {
  const server = await startHttp(listener, port);
  servers.push(server);
  return server;
}

const podsOf = async (service: LookupService): Promise<PodView[]> =>
  poolViewSchema.parse(await (await service.app.request(`/v1/pools/${POOL}`)).json()).pods;
const metricsOf = async (service: LookupService): Promise<string> =>
  (await service.app.request("/metrics")).text();

describe("the view of a pool", () => {
  const viewOf = async (service: LookupService) =>
    poolViewSchema.parse(await (await service.app.request(`/v1/pools/${POOL}`)).json());

  it("says which revision of the pods file it follows", async () => {
    const directory = await mkdtemp(join(tmpdir(), "lookup-revision-"));
    const path = join(directory, "pods.json");
    await writeFile(path, JSON.stringify({ revision: 3, pools: { [POOL]: [] } }));
    const service = createLookupService({
      source: createFileSource({ path, pollIntervalMs: 20 }),
      configuration: parseLookupConfiguration({ stop: { drainMs: 0 } }),
    });
    await service.start();
    expect((await viewOf(service)).revision).toBe(3);
    await writeFile(path, JSON.stringify({ revision: 4, pools: { [POOL]: [] } }));
    await waitFor(async () => (await viewOf(service)).revision === 4);
    await service.stop();
    await rm(directory, { recursive: true, force: true });
  });

  it("has no revision where the source numbers nothing, and counts the lookups that found no pod", async () => {
    let nowMs = 0;
    const service = createTestService({ pools: { [POOL]: pushPool } }, { clock: () => nowMs });
    services.push(service);
    await service.start();
    expect(await viewOf(service)).toMatchObject({ revision: null, waitingClients: 0 });
    for (let client = 0; client < 3; client += 1)
      expect((await service.app.request("/pod-lookup")).status).toBe(503);
    expect((await viewOf(service)).waitingClients).toBe(3);
    nowMs += 1_000;
    expect((await viewOf(service)).waitingClients).toBe(0);
  });
});

describe("collection", () => {
  it("reads every pod, sees it drain, and picks by what it says", async () => {
    const state = [
      { clients: 5, draining: false },
      { clients: 1, draining: false },
    ];
    const pods = await Promise.all(state.map((_, index) => podServer(answerJson(() => state[index]))));
    const { service } = await serviceOf();
    service.source.set(
      POOL,
      pods.map(({ endpoint }, index) => ({ podId: `pod-${index}`, endpoint })),
    );
    await waitFor(async () => (await podsOf(service)).every(({ clients }) => clients !== null));
    expect(await (await service.app.request("/pod-lookup")).text()).toBe("pod-1");
    Object.assign(state[1] ?? {}, { draining: true });
    await waitFor(async () => (await podsOf(service))[1]?.status === "draining");
    expect(await (await service.app.request("/pod-lookup")).text()).toBe("pod-0");
    expect(pods.map(({ connections }) => connections)).toEqual([1, 1]);
  });

  it("keeps the last good report through faults, says why, and notices when the pod is well again", async () => {
    let listener = answerJson(() => ({ clients: 4 }));
    const pod = await podServer((request, response) => listener(request, response));
    const { service } = await serviceOf();
    service.source.set(POOL, [{ podId: "pod-0", endpoint: pod.endpoint }]);
    await waitFor(async () => (await podsOf(service))[0]?.clients === 4);
    listener = (_, response) => response.writeHead(302, { location: "/" }).end();
    await waitFor(async () => (await podsOf(service))[0]?.status === "failing");
    expect((await podsOf(service))[0]).toMatchObject({ clients: 4, fault: { cause: "status" } });
    expect(await (await service.app.request(`/v1/pools/${POOL}/explain`)).text()).toMatch(
      /pod-0: \d+ failed reads?, the last by status: The pod answered 302/,
    );
    expect(await metricsOf(service)).toMatch(
      /fairlead_lookup_collection_errors_total\{pool="default\/chat",cause="status"\} \d/,
    );
    listener = answerJson(() => ({ clients: 6 }));
    await waitFor(async () => (await podsOf(service))[0]?.clients === 6);
    expect((await podsOf(service))[0]).toMatchObject({ failures: 0, fault: null });
  });

  it("closes the connection of a pod that is gone, and follows one that moves", async () => {
    const [here, there] = await Promise.all([
      podServer(answerJson(() => ({ clients: 1 }))),
      podServer(answerJson(() => ({ clients: 2 }))),
    ]);
    const { service } = await serviceOf();
    service.source.set(POOL, [{ podId: "pod-0", endpoint: here?.endpoint ?? "" }]);
    await waitFor(async () => (await podsOf(service))[0]?.clients === 1);
    service.source.set(POOL, [
      { podId: "pod-0", endpoint: "127.0.0.1:9", workloadEndpoint: there?.endpoint ?? "" },
    ]);
    await waitFor(async () => (await podsOf(service))[0]?.clients === 2);
    await waitFor(() => here?.open === 0);
    service.source.remove(POOL);
    await waitFor(() => there?.open === 0);
    expect(await metricsOf(service)).not.toContain("pod-0");
  });

  it("reads from another port where the pool says so", async () => {
    const pod = await podServer(answerJson(() => ({ clients: 3 })));
    const { service } = await serviceOf({
      pools: {
        [POOL]: { workload: { format: "json", path: "/load", port: Number(pod.endpoint.split(":")[1]) } },
      },
    });
    service.source.set(POOL, [{ podId: "pod-0", endpoint: "127.0.0.1:9" }]);
    await waitFor(async () => (await podsOf(service))[0]?.clients === 3);
  });

  it("survives a pool of hostile pods, and still picks the good one", async () => {
    const hostile = await Promise.all([
      podServer(() => {}),
      podServer((request) => request.socket.resetAndDestroy()),
      podServer((_, response) =>
        response.setHeader("content-type", "application/json").end('{"clients":-1}'),
      ),
      podServer((_, response) =>
        response.setHeader("content-type", "application/json").end('{"clients":0,"podId":"good"}'),
      ),
    ]);
    const good = await podServer(answerJson(() => ({ clients: 500 })));
    const { service } = await serviceOf();
    service.source.set(POOL, [
      ...hostile.map(({ endpoint }, index) => ({ podId: `bad-${index}`, endpoint })),
      { podId: "good", endpoint: good.endpoint },
    ]);
    await waitFor(async () =>
      (await podsOf(service)).every(({ podId, clients, failures }) =>
        podId === "good" ? clients === 500 : failures >= 2,
      ),
    );
    expect(await (await service.app.request("/pod-lookup")).text()).toBe("good");
    const causes = (await podsOf(service)).map(({ fault }) => fault?.cause);
    expect(causes).toEqual(["timeout", "reset", "invalid", "wrong_pod", undefined]);
  });
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const ask = (url: string, headers: Record<string, string> = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    get(url, { headers }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    }).on("error", reject);
  });

describe("the port", () => {
  it.each([
    ["/pod-lookup?pool=default%2Fchat", {}],
    ["/pod-lookup?prefer=only", { accept: "application/json" }],
    ["/pod-lookup?pool=default/none", {}],
    ["/pod-lookup?pool=x", {}],
    ["/pod-lookup?count=3", {}],
    ["/v1/snapshot?pool=default/chat", {}],
    ["/v1/snapshot?pool=default/chat", { "x-fairlead-asker": "BAD" }],
  ])("answers %s as the application does", async (path, headers) => {
    const { service, base } = await serviceOf({ pools: { [POOL]: pushPool } }, { clock: () => 0 });
    service.source.set(POOL, [{ podId: "only", endpoint: "127.1.0.1:9" }]);
    // The first answer changes the load; both are asked about the state after it.
    await ask(base + path, headers);
    const overPort = await ask(base + path, headers);
    const inProcess = await service.app.request(path, { headers });
    expect(overPort.status).toBe(inProcess.status);
    const { date: _, connection: __, "keep-alive": ___, ...ported } = overPort.headers;
    if (!path.startsWith("/v1/snapshot?pool=default/chat"))
      expect(ported).toEqual(Object.fromEntries(inProcess.headers));
    expect(overPort.body).toBe(await inProcess.text());
  });

  it("does not take a longer path for a lookup", async () => {
    const { base } = await serviceOf();
    expect((await ask(`${base}/pod-lookups`)).status).toBe(404);
    expect((await ask(`${base}/v1/snapshots?pool=a/b`)).status).toBe(404);
  });

  it("says which address cannot be had", async () => {
    const { service } = await serviceOf();
    const second = createTestService({ listen: { host: "127.0.0.1", port: service.address?.port ?? 0 } });
    services.push(second);
    await expect(second.listen()).rejects.toMatchObject({
      code: "listen_failed",
      message: expect.stringContaining("EADDRINUSE"),
    });
  });

  it("streams events until the service stops", async () => {
    const { service, base } = await serviceOf({ pools: { [POOL]: pushPool } });
    service.source.set(POOL, listPods(2));
    const response = await fetch(`${base}/v1/events`);
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    let text = "";
    const reading = (async () => {
      for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString();
    })();
    await waitFor(() => text.includes("event: pool\n"));
    await service.app.request("/pod-lookup");
    await waitFor(() => text.includes("event: load\n"));
    service.source.set(POOL, listPods(3).slice(1));
    await waitFor(
      () =>
        text.includes('event: pod-added\ndata: {"pool":"default/chat","pod":{"podId":"pod-2"') &&
        text.includes("event: pod-removed\n"),
    );
    await service.stop();
    await reading;
    await expect(fetch(`${base}/livez`)).rejects.toThrow();
  });

  it("closes the stream of a client that goes", async () => {
    const { service, base } = await serviceOf({ pools: { [POOL]: pushPool } });
    service.source.set(POOL, listPods(1));
    const controller = new AbortController();
    const response = await fetch(`${base}/v1/pools/${POOL}/events`, { signal: controller.signal });
    await response.body?.getReader().read();
    expect(await metricsOf(service)).toContain("fairlead_lookup_event_streams 1");
    controller.abort();
    await waitFor(async () => (await metricsOf(service)).includes("fairlead_lookup_event_streams 0"));
  });
});
