import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EMPTY_STATUS, type PhaseRecord } from "@fairlead/pool-scaling";
import { FairleadError } from "@fairlead/routing-schema";
import { until } from "@fairlead/test-support";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSteadyClock } from "../../steady-clock.ts";
import { createPodHost, type LocalPodHost } from "../create-pod-host.ts";
import { connectPodHost, type ConnectedPodHost } from "./connect-pod-host.ts";
import { createHostClient } from "./host-client.ts";
import { servePodHost, type ServedPodHost } from "./serve-pod-host.ts";

let directory: string;
let socket: string;
let local: LocalPodHost;
let served: ServedPodHost;
let remote: ConnectedPodHost;

const OFFSET_MS = 1_000_000;
const clock = createSteadyClock(OFFSET_MS);
const noPods = {
  createJob: () => {},
  deleteJob: async () => {},
  subscribe: () => () => {},
  jobs: () => [],
  failed: new Promise<never>(() => {}),
  close: async () => {},
  kill: () => {},
};

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "host-api-"));
  socket = join(directory, "host.sock");
  local = createPodHost({
    pool: "default/chat",
    routing: "subset",
    templateHash: "one",
    pods: noPods,
    gateway: {
      exited: new Promise(() => {}),
      subscribe: () => () => {},
      update: async () => {},
      stats: async () => ({ fairlead_filter_unrouted_no_pod: 0 }),
    },
    podsFile: join(directory, "pods.json"),
    statusFile: join(directory, "status.json"),
    clock,
  });
  await local.start();
  served = await servePodHost(local, socket);
  remote = await connectPodHost(socket);
});
afterEach(async () => {
  await remote.close();
  await served.close();
  local.close();
  await rm(directory, { recursive: true, force: true });
});

const STARTING: PhaseRecord = { name: "starting", sinceMs: 5, revision: 1, epoch: 0, opened: false };
const creation = { routeId: "chat-1", templateHash: "one", phase: STARTING };

/** The first word is that it listens; what comes after is a change. */
async function changesAreHeard(): Promise<void> {
  let told = 0;
  const unwatch = remote.pods.watch(() => (told += 1));
  await until("it listens, and hears nothing more", async () => told > 0 || !(await remote.published()).pods);
  const before = told;
  await local.pods.create({ ...creation, routeId: "chat-changed" });
  await until("a change is heard", () => told > before);
  unwatch();
}

describe("a host in another process", () => {
  it("is for its owner alone", async () => {
    expect((await stat(socket)).mode & 0o777).toBe(0o600);
  });

  it("tells its clock, so that all times mean the same on both sides", async () => {
    expect(remote.description).toEqual(local.description);
    const theirs = createSteadyClock(remote.description.clockOffsetMs);
    const before = clock.nowMs();
    const told = (await remote.pods.list()).observedAtMs;
    expect(told).toBeGreaterThanOrEqual(before);
    expect(theirs.nowMs()).toBeGreaterThanOrEqual(told);
  });

  it("shows the same pods, routes and files, and takes every change", async () => {
    await remote.pods.create(creation);
    const [pod] = local.current();
    const { pods } = await remote.pods.list();
    expect(pods).toEqual(local.current());
    const target = { routeId: "chat-1", uid: pod?.uid ?? "" };
    const phase = { ...creation.phase, name: "open", revision: 2, opened: true, podId: "chat-1-a" } as const;
    await remote.pods.setPhase({ ...target, fromRevision: 1, phase });
    await remote.pods.setGuard({ ...target, guarded: true });
    expect(local.current()[0]).toMatchObject({ phase, guardedSinceMs: expect.any(Number) });
    await remote.routes.write("route", { ...target, epoch: 0 });
    const { routes, subsets } = await local.routes.observe();
    expect(await remote.routes.observe()).toMatchObject({ routes, subsets, gateways: { names: ["local"] } });
    await until("the file is written", async () => (await local.published()).pods.length === 1);
    expect(await remote.published()).toEqual(JSON.parse(JSON.stringify(await local.published())));
    expect(await remote.waitingClients()).toBe(0);
    await remote.routes.remove("route", { ...target, epoch: 0 });
    await remote.pods.delete({ ...target, phaseRevision: 2 });
    await until("it is gone", () => local.current().length === 0);
  });

  it("keeps the status under its precondition, and says why it is not stored", async () => {
    expect(await remote.statusStore.read()).toBeUndefined();
    const pool = { ...EMPTY_STATUS, revision: 1, pendingDrains: { routeIds: ["chat-1"], atMs: 1 } };
    await remote.statusStore.write({ pool }, 0);
    expect(await remote.statusStore.read()).toMatchObject({ pool });
    await expect(remote.statusStore.write({ pool }, 0)).rejects.toMatchObject({
      code: "precondition_failed",
    });
    await rm(directory, { recursive: true, force: true });
    await remote.statusStore.write({ pool: { ...pool, revision: 2 } }, 1);
    expect(remote.statusStore.fault).toMatchObject({ code: "status_not_stored" });
    expect((await remote.statusStore.read())?.pool.revision).toBe(2);
  });

  it("refuses what does not hold any more with the same code as in its own process", async () => {
    await remote.pods.create(creation);
    const target = { routeId: "chat-1", uid: "another" };
    for (const refused of [
      remote.pods.setPhase({ ...target, fromRevision: 1, phase: { ...creation.phase, revision: 2 } }),
      remote.pods.delete({ ...target, phaseRevision: 1 }),
      remote.routes.write("route", { ...target, epoch: 0 }),
    ]) {
      const error = await refused.catch((caught: unknown) => caught);
      expect(FairleadError.isInstance(error) && error.code).toBe("precondition_failed");
    }
  });

  it("tells of every change", async () => {
    await changesAreHeard();
  });

  it("refuses calls and inputs that it does not know", async () => {
    const client = createHostClient(socket);
    for (const input of [
      {},
      { ...creation, routeId: "Not a name" },
      { ...creation, phase: { name: "gone" } },
    ]) {
      await expect(client.call("createPod", input)).rejects.toMatchObject({ code: "invalid_request" });
    }
    await expect(client.call("__proto__" as "describe")).rejects.toMatchObject({ code: "invalid_request" });
    await client.close();
  });
});

describe("a host that is gone", () => {
  it("leaves open what became of a call, and is found again when it is back", async () => {
    await served.close();
    await expect(remote.pods.create(creation)).rejects.toMatchObject({ code: "host_unreachable" });
    served = await servePodHost(local, socket);
    await until("it answers again", () =>
      remote.pods.create(creation).then(
        () => true,
        () => false,
      ),
    );
    await changesAreHeard();
  });

  it("is not mistaken for the one that takes its place", async () => {
    await served.close();
    const other = { ...local, description: { ...local.description, hostId: "another" } };
    served = await servePodHost(other, socket);
    await remote.replaced;
  });
});
