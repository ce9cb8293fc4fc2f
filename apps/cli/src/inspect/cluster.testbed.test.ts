import {
  answerWith,
  installCrds,
  startApiServerBed,
  startFaultProxy,
  unavailable,
  type ApiEndpoint,
  type ApiServerBed,
} from "@fairlead/testbed";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import {
  createNamespace,
  createUser,
  POD_POOL_CRD,
  READS_POOLS,
  send,
  userOf,
} from "../testing/cluster-user.ts";

/** Its own, as nothing is installed in it at first. */
let bed: ApiServerBed;
let endpoint: ApiEndpoint;
beforeAll(async () => {
  bed = await startApiServerBed({ environment: process.env });
  ({ endpoint } = bed);
});
afterAll(() => bed.stop());

const status = {
  observedGeneration: 1,
  replicas: 1,
  desiredReplicas: 1,
  why: "2 pods: 0 starting, 1 open, 1 draining, 0 closed. 1 pod wanted: the load asks for 0, the minimum is 1.",
  phases: { starting: 0, open: 1, draining: 1, closed: 0 },
  clients: 3,
  waitingClients: 0,
  conditions: [
    {
      type: "Ready",
      status: "True",
      reason: "Serving",
      message: "1 of 1 wanted pods are open.",
      lastTransitionTime: "2026-01-02T03:04:05Z",
    },
  ],
  pods: [
    {
      name: "chat-1-x7k4q",
      routeId: "chat-1",
      phase: "open",
      clients: 1,
      why: "chat-1 (open) serves 1 client.",
    },
    {
      name: "chat-2-b9d2m",
      routeId: "chat-2",
      phase: "draining",
      clients: 2,
      why: "chat-2 (draining: fewer pods are wanted) stays, because it has 2 clients.",
    },
  ],
  memory: {},
};

async function createPool(namespace: string, name: string, told?: object): Promise<void> {
  const path = `/apis/fairlead.dev/v1alpha1/namespaces/${namespace}/podpools`;
  await send(endpoint, "POST", path, {
    apiVersion: "fairlead.dev/v1alpha1",
    kind: "PodPool",
    metadata: { name },
    spec: { port: 8080, template: {} },
  });
  if (told !== undefined) await send(endpoint, "PATCH", `${path}/${name}/status`, { status: told });
}

// The order matters: the API server does not know PodPools before the second block.
describe("before the custom resource is installed", () => {
  it("says so, and what to apply", async () => {
    const fairlead = await userOf(endpoint);
    for (const words of [["status"], ["status", "chat"], ["explain", "-A"]]) {
      const { code, stdout } = await fairlead(...words);
      expect({ code, stdout }).toEqual({
        code: 1,
        stdout: expect.stringContaining("(pod_pool_kind_missing)"),
      });
      expect(stdout).toContain("deploy/overlays/pod-pools");
    }
  });
});

describe("in a cluster with PodPools", () => {
  let namespace: string;
  let reader: ApiEndpoint;
  beforeAll(async () => {
    await installCrds(endpoint, POD_POOL_CRD);
    namespace = await createNamespace(endpoint);
    await createPool(namespace, "chat", status);
    reader = await createUser(endpoint, namespace, [READS_POOLS]);
  });

  it("shows a pool by the right to read PodPools alone, and who was asked", async () => {
    const fairlead = await userOf(reader);
    const { code, stdout } = await fairlead("status", "chat", "-n", namespace);
    expect(stdout.split("\n")).toEqual([
      `Asked: cluster testbed (${endpoint.url})`,
      `${namespace}/chat  1 wanted (1 to 10), 3 clients`,
      status.why,
      "",
      "POD           PHASE     CLIENTS  WHY",
      "chat-1-x7k4q  open            1  serves 1 client.",
      "chat-2-b9d2m  draining        2  stays, because it has 2 clients.",
      "",
    ]);
    expect(code).toBe(0);
  });

  it("gives the same in JSON, with the names that a scaler's own view has", async () => {
    const fairlead = await userOf(reader);
    const run = await fairlead("status", `${namespace}/chat`, "--output", "json");
    expect(run.event("pod_pool")).toMatchObject({
      source: { kind: "cluster", context: "testbed", server: endpoint.url },
      pool: `${namespace}/chat`,
      desiredReplicas: 1,
      minReplicas: 1,
      maxReplicas: 10,
      counts: status.phases,
      clients: 3,
      deleting: false,
      generation: 1,
      pods: [
        { podId: "chat-1-x7k4q", routeId: "chat-1", clients: 1 },
        { podId: "chat-2-b9d2m", phase: "draining" },
      ],
    });
  });

  it("lists the pools of a namespace, and of all", async () => {
    const [one, other] = [await createNamespace(endpoint), await createNamespace(endpoint)];
    await createPool(one, "docs", status);
    await createPool(one, "fresh");
    await createPool(other, "game", status);
    const admin = await userOf(endpoint);
    const list = await admin("status", "-n", one);
    expect(
      list.stdout
        .split("\n")
        .slice(1, 4)
        .map((line) => line.split(/ +/)[0]),
    ).toEqual(["POOL", `${one}/docs`, `${one}/fresh`]);
    const all = (await admin("status", "-A", "--output", "json")).event("pod_pools");
    expect(all.namespace).toBeNull();
    const names = all.pools.map(({ pool }) => pool);
    for (const pool of [`${one}/docs`, `${other}/game`, `${namespace}/chat`]) expect(names).toContain(pool);
    expect((await admin("status")).stdout).toContain("There is no PodPool in the namespace default");
  });

  it("names the pools to choose from", async () => {
    const fairlead = await userOf(reader);
    const { code, stdout } = await fairlead("status", "chess", "-n", namespace);
    expect({ code, stdout }).toEqual({ code: 2, stdout: expect.stringContaining("(unknown_pool)") });
    expect(stdout).toContain(`There is no PodPool ${namespace}/chess. There is: ${namespace}/chat.`);
  });

  it("says which right is missing", async () => {
    const fairlead = await userOf(reader);
    for (const words of [
      ["status", "-A"],
      ["status"],
      ["status", "chat", "-n", "default"],
      ["explain", "-A"],
    ]) {
      const { code, stdout } = await fairlead(...words);
      expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringContaining("(cluster_forbidden)") });
      expect(stdout).toMatch(/cannot (get|list) resource "podpools"[^]*get and list podpools\.fairlead\.dev/);
    }
    const stranger = await userOf({ ...endpoint, token: "of-nobody" });
    expect((await stranger("status")).stdout).toMatch(/\(cluster_forbidden\)[^]*401/);
  });

  it("explains by the status where the scaler may not be asked, and says so", async () => {
    const fairlead = await userOf(reader);
    const pool = await fairlead("explain", "chat", "-n", namespace);
    expect(pool.stdout).toMatch(
      /The scaler could not be asked: its pods in fairlead cannot be listed: .*forbidden/,
    );
    expect(pool.stdout).toContain(status.why);
    expect(pool.code).toBe(0);
    for (const name of ["chat-2-b9d2m", "chat-2"]) {
      const run = await fairlead("explain", name, "-n", namespace, "--output", "json");
      expect(run.event("explanation")).toMatchObject({
        answeredBy: "status",
        pool: `${namespace}/chat`,
        pod: "chat-2-b9d2m",
        sentences: [status.pods[1]?.why],
      });
    }
    const unknown = await fairlead("explain", "chat-9", "-n", namespace);
    expect(unknown.code).toBe(2);
    expect(unknown.stdout).toContain("chat-1-x7k4q, chat-2-b9d2m");
  });

  it("says which pool is missing where several are meant, and where none is", async () => {
    const several = await createNamespace(endpoint);
    await createPool(several, "one", status);
    await createPool(several, "two", status);
    const admin = await userOf(endpoint);
    const pools = await admin("explain", "-n", several);
    expect([pools.code, pools.stdout]).toEqual([
      2,
      expect.stringContaining(`${several}/one, ${several}/two`),
    ]);
    const pod = await admin("explain", "chat-1", "-n", several);
    expect([pod.code, pod.stdout]).toEqual([2, expect.stringContaining("--in POOL")]);
    const chosen = await admin("explain", "chat-1", "--in", "two", "-n", several, "--output", "json");
    expect(chosen.event("explanation")).toMatchObject({ pool: `${several}/two`, pod: "chat-1-x7k4q" });
    const none = await admin("explain", "-n", await createNamespace(endpoint));
    expect([none.code, none.stdout]).toEqual([2, expect.stringContaining("(unknown_pool)")]);
  });

  it("says that the API server does not answer", async () => {
    const proxy = await startFaultProxy(endpoint);
    onTestFinished(() => proxy.close());
    const user = await userOf(proxy.endpoint);
    proxy.add({ matches: () => true, fault: answerWith(unavailable()) });
    const { code, stdout } = await user("status");
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringContaining("(kubernetes_api_failed)") });
    expect(stdout).toContain("503");
  });
});
