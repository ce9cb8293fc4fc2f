import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { formatKubeconfig } from "@fairlead/testbed";
import { until } from "@fairlead/test-support";
import { sharedApiServer } from "@fairlead/testbed/vitest";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLookupService, type LookupService } from "../create-lookup-service.ts";
import { parseLookupConfiguration } from "../configuration/parse-lookup-configuration.ts";
import { poolListSchema, poolViewSchema, type PoolView } from "../pools/pool-view.ts";
import { createLookupAccount } from "../testing/lookup-account.ts";
import { kubeConfigOf, openKubernetesWorld, type KubernetesWorld } from "../testing/open-kubernetes-world.ts";
import { startPods, type RunningPods } from "../testing/start-pods.ts";
import { createKubernetesSource, type KubernetesSourceOptions } from "./create-kubernetes-source.ts";

const PODS = ["chat-1-a", "chat-2-a", "chat-3-a"];
const main = fileURLToPath(new URL("../main.ts", import.meta.url));

let world: KubernetesWorld;
let running: RunningPods;
let id: string;
beforeEach(async () => {
  world = await openKubernetesWorld();
  id = `${world.namespace}/chat`;
  running = await startPods(PODS);
  await world.createPool("chat", { port: running.port });
  for (const [podId, podIP] of running.addresses) await world.createPod(podId, { status: { podIP } });
});
afterEach(async () => {
  await running.close();
  await world.close();
});

type Fetch = (path: string) => Response | Promise<Response>;

async function poolOf(fetchPath: Fetch): Promise<PoolView> {
  return poolViewSchema.parse(await (await fetchPath(`/v1/pools/${id}`)).json());
}
const lookUp = async (fetchPath: Fetch, prefer?: string): Promise<string> => {
  const query = new URLSearchParams({ pool: id, ...(prefer !== undefined && { prefer }) });
  return (await fetchPath(`/pod-lookup?${query.toString()}`)).text();
};
const isReady = async (fetchPath: Fetch): Promise<boolean> => (await fetchPath("/readyz")).status === 200;
const hasReported = (fetchPath: Fetch, clients: readonly number[]): Promise<unknown> =>
  until(`the clients are ${clients.join(", ")}`, async () => {
    const { pods } = await poolOf(fetchPath);
    return JSON.stringify(pods.map((pod) => pod.clients)) === JSON.stringify(clients);
  });
const setClients = (...clients: readonly number[]): void =>
  PODS.forEach((podId, index) => running.clients.set(podId, clients[index] ?? 0));

describe("the process, under the service account of deploy", () => {
  let directory: string;
  let child: ChildProcess;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "lookup-service-"));
  });
  afterEach(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    await rm(directory, { recursive: true });
  });

  async function startProcess(token: string): Promise<Fetch> {
    await writeFile(join(directory, "kubeconfig"), formatKubeconfig({ ...sharedApiServer(), token }));
    const configuration = {
      listen: { host: "127.0.0.1", port: 0 },
      source: { kind: "kubernetes", kubeconfig: "kubeconfig" },
      collection: { minIntervalMs: 20, maxIntervalMs: 100 },
      stop: { drainMs: 0 },
    };
    await writeFile(join(directory, "lookup.yaml"), JSON.stringify(configuration));
    const started = spawn(process.execPath, [main, "--config", join(directory, "lookup.yaml")], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    child = started;
    let log = "";
    started.stdout.setEncoding("utf8").on("data", (text: string) => (log += text));
    const address = await until("it listens", () => /"port":(\d+),"msg":"listening"/.exec(log)?.[1]);
    return (path) => fetch(`http://127.0.0.1:${address}${path}`);
  }

  it("leads clients to the least-loaded pod, and tells the scaler what it has read", async () => {
    const fetchPath = await startProcess(await createLookupAccount(world.direct));
    await until("it is ready", () => isReady(fetchPath));
    setClients(7, 3, 5);
    await hasReported(fetchPath, [7, 3, 5]);
    const answer = await fetchPath(`/pod-lookup?pool=${encodeURIComponent(id)}`);
    expect(await answer.text()).toBe("chat-2-a");
    expect(answer.headers.get("x-fairlead-route-id")).toBe("chat-2");

    await world.setPhase("chat-2-a", "draining", 2);
    await until("it has read it", async () =>
      (await poolOf(fetchPath)).phases?.pods.some(({ phaseRevision }) => phaseRevision === 2),
    );
    expect(await lookUp(fetchPath)).toBe("chat-3-a");
    expect(await lookUp(fetchPath, "chat-2-a")).toBe("chat-2-a");

    await world.setPhase("chat-2-a", "closed", 3);
    const { phases } = await until("it has read it", async () => {
      const view = await poolOf(fetchPath);
      return view.phases?.pods.some(({ phaseRevision }) => phaseRevision === 3) === true && view;
    });
    expect(phases?.pods.map(({ routeId, state }) => `${routeId} ${state}`)).toEqual([
      "chat-1 open",
      "chat-2 unlisted",
      "chat-3 open",
    ]);
    expect(phases?.ageMs).toBeLessThan(150_000);
    expect(await lookUp(fetchPath, "chat-2-a")).not.toBe("chat-2-a");
    expect(await (await fetchPath(`/v1/pools/${id}/explain`)).text()).toContain(
      "chat-2-a: given to nobody (closed)",
    );

    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  it("is not ready without these rights, and says what was refused", async () => {
    const fetchPath = await startProcess("nobody");
    const fault = await until("it says so", async () => {
      const { source } = poolListSchema.parse(await (await fetchPath("/v1/pools")).json());
      return source.fault ?? undefined;
    });
    expect(fault).toMatchObject({ code: "kubernetes_api_failed" });
    expect([await isReady(fetchPath), (await fetchPath("/livez")).status]).toEqual([false, 200]);
  });
});

describe("the service", () => {
  let service: LookupService;
  afterEach(() => service.stop());

  const fetchPath: Fetch = (path) => service.app.request(path);
  async function startService(
    options: Partial<KubernetesSourceOptions> = {},
    pools: NonNullable<Parameters<typeof parseLookupConfiguration>[0]>["pools"] = {},
  ): Promise<void> {
    service = createLookupService({
      source: createKubernetesSource({
        kubeConfig: kubeConfigOf(world.proxy.endpoint),
        namespaces: [world.namespace],
        backOff: { firstMs: 5, factor: 2, limitMs: 50, jitter: 1, resetAfterMs: 60_000 },
        ...options,
      }),
      configuration: parseLookupConfiguration({
        collection: { minIntervalMs: 20, maxIntervalMs: 100 },
        stop: { drainMs: 0 },
        pools,
      }),
    });
    await service.start();
  }
  const metric = async (name: string): Promise<string | undefined> =>
    new RegExp(`^fairlead_lookup_${name}(?:{.*})? (.*)$`, "m").exec(
      await (await fetchPath("/metrics")).text(),
    )?.[1];

  it("is ready once the API server has come, and serves its last pods when that has gone", async () => {
    world.proxy.goAway();
    await startService({ maxSilenceMs: 2_000 });
    await until("it fails", async () => (await metric("source_failing")) === "1");
    expect(await isReady(fetchPath)).toBe(false);
    expect((await fetchPath(`/v1/pools/${id}`)).status).toBe(503);
    world.proxy.comeBack();
    await until("it is ready", () => isReady(fetchPath));
    await hasReported(fetchPath, [0, 0, 0]);

    world.proxy.goAway();
    await until("it fails", async () => (await metric("source_failing")) === "1");
    setClients(4, 6, 2);
    await hasReported(fetchPath, [4, 6, 2]);
    expect(await isReady(fetchPath)).toBe(true);
    expect(await lookUp(fetchPath)).toBe("chat-3-a");
    expect((await poolOf(fetchPath)).phases?.ageMs).toBeGreaterThan(2_000);

    world.proxy.comeBack();
    let revision = 1;
    await until("it is heard by both watches, and fails no more", async () => {
      revision += 1;
      await world.setPhase("chat-1-a", "open", revision);
      await world.changePool("chat", { picking: { leaseSeconds: 30 + revision } });
      return (await metric("source_failing")) === "0";
    });
  });

  it("reads pods as their PodPool says, and goes on with their load when that changes", async () => {
    await startService();
    setClients(7, 3, 5);
    await until("it is ready", () => isReady(fetchPath));
    await hasReported(fetchPath, [7, 3, 5]);
    await world.changePool("chat", { workload: { path: "/elsewhere" }, picking: { leaseSeconds: 90 } });
    await until("the lease is another", async () => (await poolOf(fetchPath)).leaseSeconds === 90);
    expect((await poolOf(fetchPath)).pods.map(({ clients }) => clients)).toEqual([7, 3, 5]);
    setClients(1, 2, 3);
    await hasReported(fetchPath, [1, 2, 3]);
    await world.changePool("chat", { workload: { port: 1 } });
    await until("no pod is heard", async () => (await poolOf(fetchPath)).pods.every(({ fault }) => fault));
    expect((await poolOf(fetchPath)).pods[0]?.workloadEndpoint).toBe(
      `${running.addresses.get(PODS[0] ?? "")}:1`,
    );
  });

  it("takes the settings of its configuration before those of a PodPool", async () => {
    await world.changePool("chat", { picking: { leaseSeconds: 90 } });
    await startService({}, { [id]: { picking: { scorer: "utilization" } } });
    await until("it is ready", () => isReady(fetchPath));
    expect(await poolOf(fetchPath)).toMatchObject({ scorer: "utilization", leaseSeconds: 30 });
  });

  it("tells of a PodPool that it cannot read: in the list, as a metric, and the pods stay", async () => {
    await startService();
    await until("it is ready", () => isReady(fetchPath));
    const isPools = ({ resource }: { resource: string }): boolean => resource === "podpools";
    const watch = await until("it watches", () => world.proxy.watches(isPools)[0]);
    const metadata = {
      name: "chat",
      namespace: world.namespace,
      uid: "other",
      resourceVersion: "1",
      generation: 9,
    };
    watch.inject({ type: "MODIFIED", object: { metadata, spec: { port: "http" } } });
    await until("it fails", async () => (await metric("settings_failing")) === "1");
    const { pools } = poolListSchema.parse(await (await fetchPath("/v1/pools")).json());
    expect(pools[0]?.fault).toMatchObject({ code: "pod_pool_unreadable" });
    expect(await metric("source_errors_total")).toBe("1");
  });
});
