import { setTimeout as sleep } from "node:timers/promises";
import { LABEL_PHASE } from "@fairlead/routing-schema";
import { until } from "@fairlead/test-support";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Anything } from "./cluster-objects.ts";
import { ofPool, openClusterWorld, paths, type ClusterWorld } from "./cluster-world.ts";
import { CROWD_NAMESPACE, crowdPool, replicasOf, startCrowdServer } from "./crowd/crowd.ts";
import { ask, type Gateway } from "./gateway-client.ts";
import { bothGateways } from "./pool-under-test.ts";
import { startTraffic } from "./traffic.ts";

const POOL = "crowd";
const HOST = `${POOL}.test`;
const PODS = 300;
/** So many go at once. */
const LEFT = 200;
/** The whole takes as long as the machine is slow: what is waited for is the next few. */
const STEP = 10;
const PAUSE_MS = 1_000;
/** A plan is acted on within it: it outlasts a look at all of them. */
const LEASE_SECONDS = 10;
/** Longer than the scaler keeps anything to itself that it has to tell or to remember. */
const IDLE_MS = 20_000;
/** Requests on their way at once. */
const CONCURRENCY = 8;
const LIMIT_MS = 900_000;
const SCALER = "fairlead:fairlead-scaler";

let world: ClusterWorld;
let gateways: readonly Gateway[];
beforeAll(async () => {
  world = await openClusterWorld({
    environment: process.env,
    // As Istio comes: hundreds of changes are not pushed one by one.
    debounce: { after: "100ms", max: "10s" },
    replicas: 1,
    lookup: { collection: { minIntervalMs: 1_000, maxIntervalMs: 5_000 } },
    scaler: { logLevel: "info", starting: { maxStarting: 100, deadlineMs: 600_000 } },
  });
  await startCrowdServer(world);
  gateways = await bothGateways(world);
});
afterAll(() => world.close());

const seconds = (sinceMs: number): string => ((performance.now() - sinceMs) / 1_000).toFixed(1);
const items = (path: string): Promise<readonly Anything[]> => world.items(ofPool(path, POOL));

/** The way of a pod that goes. */
const WAY = ["open", "draining", "closed"];
const phasesOfPods = (): readonly string[] =>
  world.pools.objects("jobs", CROWD_NAMESPACE, POOL).map(({ metadata }) => metadata.labels[LABEL_PHASE]);

/** Waits until a number has come to this, however long that takes, as long as it grows. */
async function grown(what: string, to: number, count: () => number): Promise<void> {
  for (let now = 0; now < to;) {
    const wanted = Math.min(now + STEP, to);
    now = await until(`${wanted} ${what}`, async () => {
      await sleep(PAUSE_MS);
      const reached = count();
      return reached >= wanted && reached;
    });
  }
}

/** Asks every gateway for each of these pods by its name; gives those that did not answer. */
async function missed(pods: readonly Anything[]): Promise<readonly string[]> {
  const questions = gateways.flatMap((gateway) => pods.map((pod) => ({ gateway, pod }))).values();
  const without: string[] = [];
  const work = async (): Promise<void> => {
    for (const { gateway, pod } of questions) {
      const { address, status } = await ask(gateway, HOST, `/?podId=${pod.metadata.name}`);
      if (address !== pod.status.podIP) without.push(`${pod.metadata.name}: ${status} from ${address}`);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return without;
}

describe(`a pool of ${PODS} pods`, { timeout: LIMIT_MS }, () => {
  it("opens all of them", async () => {
    const began = performance.now();
    await world.apply(crowdPool(POOL, "subset", PODS, LEASE_SECONDS));
    await grown("pods are open", PODS, () => phasesOfPods().filter((phase) => phase === "open").length);
    await world.settled(CROWD_NAMESPACE, POOL, PODS);
    console.log(`${PODS} pods open after ${seconds(began)} s`);
  });

  it("leads a client to each that is named, through every gateway", async () => {
    const pods = await items(paths.pods(CROWD_NAMESPACE));
    expect(pods).toHaveLength(PODS);
    const began = performance.now();
    expect(await missed(pods)).toEqual([]);
    console.log(`${PODS * gateways.length} requests by name in ${seconds(began)} s`);
  });

  it("costs the API server nothing while nothing happens", async () => {
    await until("the pool is told to be settled", () =>
      world.pools
        .status(CROWD_NAMESPACE, POOL)
        .conditions?.some(({ status, type }) => type === "Progressing" && status === "False"),
    );
    // The last figures are told after the pods that they are of: nothing is asked for once that is done.
    let quietSinceMs = Date.now();
    const renewals = await until(`the scaler asks for nothing for ${IDLE_MS} ms`, async () => {
      await sleep(PAUSE_MS);
      const atMs = Date.now();
      const requests = (await world.bed.auditedRequests()).filter(
        ({ account, receivedAtMs }) => account === SCALER && receivedAtMs >= quietSinceMs,
      );
      // Who leads is renewed by a Lease, whatever the number of pods.
      const others = requests.filter(({ resource, verb }) => resource !== "leases" && verb !== "watch");
      if (others.length > 0) quietSinceMs = atMs;
      return atMs - quietSinceMs >= IDLE_MS && requests.filter(({ resource }) => resource === "leases");
    });
    expect(renewals).not.toEqual([]);
  });

  it(`is scaled down to ${LEFT}, and every request is answered meanwhile`, async () => {
    const began = performance.now();
    const traffic = startTraffic(gateways, HOST);
    const patch = JSON.stringify({ spec: { scaling: replicasOf(LEFT) } });
    await world.bed.kubectl(["-n", CROWD_NAMESPACE, "patch", "podpool", POOL, "--type=merge", "-p", patch]);
    // Which pods go first is the scaler's to say: any step of any of them counts.
    await grown("steps of pods that go are done", (PODS - LEFT) * WAY.length, () => {
      const phases = phasesOfPods();
      const ahead = phases.reduce((sum, phase) => sum + WAY.length - WAY.indexOf(phase), 0);
      return PODS * WAY.length - ahead;
    });
    await world.settled(CROWD_NAMESPACE, POOL, LEFT);
    console.log(`${PODS} pods down to ${LEFT} after ${seconds(began)} s`);
    expect(await traffic.end()).toEqual([]);
    const pods = await until("only those run", async () => {
      const running = await items(paths.pods(CROWD_NAMESPACE));
      return running.length === LEFT && running;
    });
    expect(await missed(pods)).toEqual([]);
  });
});
