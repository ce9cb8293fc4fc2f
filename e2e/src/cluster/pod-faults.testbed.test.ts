import { until } from "@fairlead/test-support";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openClusterWorld, type ClusterWorld } from "./cluster-world.ts";
import { ask, type Session } from "./gateway-client.ts";
import { applyPool, routeIdOf, untilGone, type PoolUnderTest } from "./pool-under-test.ts";
import { expectAlive, untilLedElsewhere } from "./traffic.ts";

const namespace = "games";
const PODS = 3;
let world: ClusterWorld;
beforeAll(async () => {
  world = await openClusterWorld({ environment: process.env, replicas: 1 });
});
afterAll(() => world.close());

/** What happens to a pod, and whether its Job brings the next one or another Job does. */
interface Fault {
  readonly name: string;
  readonly successor: "of the same Job" | "of another Job";
  happen(pool: PoolUnderTest, podId: string): Promise<void>;
}

const faults: readonly Fault[] = [
  {
    name: "crashes",
    successor: "of the same Job",
    happen: (pool, podId) => pool.tell(podId, "/exit?code=1"),
  },
  {
    name: "is evicted for want of memory",
    successor: "of the same Job",
    happen: async (_, podId) =>
      world.bed.kubelet.find(namespace, podId)?.evict("The node was low on resource: memory."),
  },
  {
    name: "is deleted by hand",
    successor: "of the same Job",
    async happen(pool, podId) {
      await pool.kubectl("delete", "pod", podId, "--wait=false");
      await untilGone(pool, podId);
    },
  },
  {
    name: "sticks in Terminating",
    successor: "of the same Job",
    async happen(pool, podId) {
      const release = world.bed.kubelet.find(namespace, podId)?.holdTermination();
      await pool.kubectl("delete", "pod", podId, "--wait=false");
      let unseen = 0;
      await until("nobody new is led to it", async () => {
        const gateway = pool.gateways[unseen % 2] ?? { address: "" };
        unseen = (await ask(gateway, pool.host, "/")).podId === podId ? 0 : unseen + 1;
        return unseen === 40;
      });
      release?.();
      await untilGone(pool, podId);
    },
  },
  {
    name: "exits cleanly",
    successor: "of another Job",
    happen: (pool, podId) => pool.tell(podId, "/exit?code=0"),
  },
  {
    name: "fails for good",
    successor: "of another Job",
    async happen(pool, podId) {
      await pool.kubectl("patch", "job", routeIdOf(podId), "--type=merge", '-p={"spec":{"backoffLimit":0}}');
      await pool.tell(podId, "/exit?code=1");
    },
  },
  {
    name: "loses its Job to a deletion by hand",
    successor: "of another Job",
    async happen(pool, podId) {
      await pool.kubectl("delete", "job", routeIdOf(podId), "--wait=false");
      await untilGone(pool, podId);
    },
  },
];

/** All of a pod's faults happen to the same pools, one after the other. */
const pools: PoolUnderTest[] = [];
beforeAll(async () => {
  for (const mode of ["subset", "override-host"]) {
    const spec = { routing: { mode }, scaling: { minReplicas: PODS } };
    pools.push(await applyPool(world, { namespace, name: `worn-${mode}` }, spec));
  }
});
/** On every pool, side by side; the next test begins when all of them have ended, whatever became of one. */
const perPool = (test: (pool: PoolUnderTest) => Promise<void>) => async () => {
  const outcomes = await Promise.allSettled(pools.map(test));
  const failures = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
  if (failures.length > 1) throw new AggregateError(failures, failures.map(String).join("; "));
  if (failures.length === 1) throw failures[0];
};

/** Opens sessions in a pool that has settled, and says which of them are with one of its pods. */
async function openVictim(pool: PoolUnderTest, sessionCount = 6) {
  await pool.settled(PODS);
  const sessions: Session[] = [];
  const podCount = (): number => new Set(sessions.map(({ podId }) => podId)).size;
  // Gateways may still count clients that have just left, and so lead all of them to the one pod that had none.
  do sessions.push(...(await pool.sessions(sessionCount)));
  while (sessionCount > 1 && podCount() === 1);
  // Kubernetes waits the longer, the more often a Job's pods have failed.
  const failures = new Map<string, number>(
    (await pool.jobs()).map(({ metadata, status }) => [metadata.name, status?.failed ?? 0]),
  );
  const failed = ({ podId }: Session): number => failures.get(routeIdOf(podId)) ?? 0;
  const [{ podId } = { podId: "" }] = sessions.toSorted((one, other) => failed(one) - failed(other));
  const isWithVictim = (session: Session): boolean => session.podId === podId;
  const [own, others] = [sessions.filter(isWithVictim), sessions.filter((session) => !isWithVictim(session))];
  const leave = () => Promise.all(sessions.map((session) => session.leave()));
  return { podId, sessions, own, others, leave };
}

async function suffer(pool: PoolUnderTest, fault: Fault): Promise<void> {
  const { leave, others, own, podId } = await openVictim(pool);
  expect(others.length).toBeGreaterThan(0);
  const traffic = pool.traffic(["/", `/?podId=${podId}`]);

  await fault.happen(pool, podId);
  await until("its clients are cut off", () => own.every(({ isCut }) => isCut));
  // A gateway that has yet to learn of it leads requests to a pod that is no more; nobody can answer them.
  const endedAtMs = performance.now();
  await untilLedElsewhere(pool.gateways, pool.host, podId);
  const knownAtMs = performance.now();
  const { pods = [] } = await until("another pod has taken its place", async () => {
    const status = await pool.settled(PODS);
    return status.pods?.every((pod) => pod.name !== podId) === true ? status : undefined;
  });
  const settledAtMs = performance.now();
  const losses = await traffic.end();
  const early = losses.filter(({ sentAtMs }) => sentAtMs < knownAtMs);
  console.log(
    `${pool.name}: a pod ${fault.name}: known after ${Math.round(knownAtMs - endedAtMs)} ms,`,
    `replaced after ${Math.round(settledAtMs - endedAtMs)} ms, requests lost:`,
    early.map(({ answer, path, sentAtMs }) => `${answer} ${path} ${Math.round(sentAtMs - endedAtMs)}`),
  );

  expect(losses.filter((loss) => !early.includes(loss))).toEqual([]);
  expect(early.filter(({ answer }) => answer !== 503)).toEqual([]);
  await expectAlive(others);
  const isSameJob = pods.some(({ routeId }) => routeId === routeIdOf(podId));
  expect(isSameJob).toBe(fault.successor === "of the same Job");
  for (const gateway of pool.gateways) {
    for (const { name: other = "" } of pods) {
      // A gateway's filter knows a pod from the next snapshot on.
      await until("the gateway leads there", async () => {
        return (await ask(gateway, pool.host, `/?podId=${other}`)).podId === other;
      });
    }
  }
  await leave();
}

describe("a pod with clients that", () => {
  it.each(faults)("$name is replaced, and no other pod's clients notice", async (fault) => {
    await perPool((pool) => suffer(pool, fault))();
  });

  it(
    "is orphaned by its Job's deletion keeps its clients, gets no new ones, and is left to its user",
    perPool(async (pool) => {
      const { leave, podId, sessions } = await openVictim(pool);
      const traffic = pool.traffic();
      await pool.kubectl("delete", "job", routeIdOf(podId), "--cascade=orphan");
      await until("another Job has taken its place", async () => {
        const { pods = [] } = await pool.settled(PODS);
        return pods.every(({ name }) => name !== podId);
      });
      await untilLedElsewhere(pool.gateways, pool.host, podId);
      await until("nothing of its routing is left", async () =>
        (await pool.leftovers()).every(
          (left) => left.startsWith("pods") || !left.endsWith(` ${routeIdOf(podId)}`),
        ),
      );
      await expectAlive(sessions);
      expect(await traffic.end()).toEqual([]);
      const orphan = (await pool.pods()).find(({ metadata }) => metadata.name === podId);
      expect(orphan.metadata.ownerReferences ?? []).toEqual([]);
      expect(orphan.metadata.deletionTimestamp).toBeUndefined();
      await leave();
      await pool.settled(PODS);
      expect((await pool.pods()).map(({ metadata }) => metadata.name)).toContain(podId);
      await pool.kubectl("delete", "pod", podId, "--wait=false");
    }),
  );

  it(
    "is to be evicted cannot be, and one without can",
    perPool(async (pool) => {
      // One that has ended keeps what it carried when its Job was orphaned.
      const guarded = async (): Promise<readonly string[]> =>
        (await pool.pods())
          .filter(({ status }) => status.phase === "Running")
          .filter(({ metadata }) => metadata.labels["fairlead.dev/guarded"] === "true")
          .map(({ metadata }) => metadata.name);
      // A guard from before would go, and not be for the client that comes now.
      await until("no pod is guarded", async () => (await guarded()).length === 0);
      const { leave, podId, sessions } = await openVictim(pool, 1);
      const evict = async (name: string): Promise<string> => {
        const path = `/api/v1/namespaces/${namespace}/pods/${name}/eviction`;
        const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace } };
        return world.bed.kubectl(["create", "--raw", path, "-f", "-"], JSON.stringify(eviction)).then(
          () => "evicted",
          (error: unknown) => String(error),
        );
      };
      await until("it is guarded", async () => (await guarded()).includes(podId));
      const [other = ""] = (await pool.pods())
        .filter(({ metadata }) => metadata.labels["fairlead.dev/guarded"] === undefined)
        .filter(({ status }) => status.phase === "Running")
        .map(({ metadata }) => metadata.name as string);
      // What the budget allows is known as soon as its controller has counted.
      await until("the budget refuses", async () => {
        const answer = await evict(podId);
        expect(answer).not.toBe("evicted");
        return answer.includes("violate the pod's disruption budget");
      });
      expect(await evict(other)).toBe("evicted");
      await untilGone(pool, other);
      await pool.settled(PODS);
      await expectAlive(sessions);
      await leave();
    }),
  );
});
