import { delay, freezeAfter, isWrite, type ApiRequest } from "@fairlead/testbed";
import { until } from "@fairlead/test-support";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FAIRLEAD_NAMESPACE } from "../cluster-objects.ts";
import { paths } from "../cluster-world.ts";
import { expectToHold, untilCalmly, openPoolWithClients, type ClientsOfPool } from "./clients.ts";
import { openFaultyWorld, type FaultyWorld } from "./faulty-world.ts";
import { isPoolWrite } from "./scaler-requests.ts";

/** Many times the lease of a pick, the age of a snapshot and the pause between two looks: no wait is that long. */
const LONG_MS = 8_000;
/** Of the leader's Lease. */
const LEASE_MS = 5_000;
type Direction = "up" | "down";
let world: FaultyWorld;
let clients: ClientsOfPool;
beforeAll(async () => {
  world = await openFaultyWorld(process.env, LEASE_MS);
  clients = await openPoolWithClients(world, "replicas");
});
afterAll(() => world.close());

const podsOf = async (app: string): Promise<readonly string[]> =>
  (await world.items(paths.pods(FAIRLEAD_NAMESPACE)))
    .map(({ metadata }) => metadata.name as string)
    .filter((name) => name.startsWith(app));

describe("a replica of the lookup service that is deaf to its watch", () => {
  it("keeps a pod that drains from going until it has read so too; the pool says why", async () => {
    await clients.come();
    await clients.settled(2);
    const [deaf = ""] = await podsOf("fairlead-lookup-");
    const isOfDeaf = ({ pod }: ApiRequest): boolean => pod === deaf;
    const rule = world.proxy.add({
      matches: (request) => isOfDeaf(request) && request.verb === "watch",
      fault: freezeAfter(0),
    });
    const watches = world.proxy.watches(isOfDeaf);
    expect(watches.length).toBeGreaterThan(0);
    for (const watch of watches) watch.freeze();

    await clients.leave();
    const isWaiting = (): boolean =>
      clients
        .reasons()
        .some(
          (reason) =>
            reason.startsWith("draining:") &&
            reason.includes("until the lookup service and every snapshot have stopped giving it out"),
        );
    await until("the pool says what the pod waits for", isWaiting);
    await expectToHold("the pod waits for the replica that is deaf", LONG_MS, isWaiting);
    await clients.expectUnharmed();

    rule.remove();
    for (const watch of world.proxy.watches(isOfDeaf)) watch.thaw();
    await clients.settled(1);
  });
});

describe("istiod away", () => {
  it("keeps new pods waiting for their gateways and old ones from going, and all goes on when it is back", async () => {
    const waitsFor = (phase: string, what: RegExp) => (): boolean =>
      clients.reasons().some((reason) => reason.startsWith(phase) && what.test(reason));

    await world.bed.istiod.kill();
    await clients.come();
    const isUnopened = waitsFor("starting", /route is seen at .*gateway-a.*gateway-b/);
    await until("the new pod waits, and says for whom", isUnopened);
    await expectToHold("it waits", LONG_MS, isUnopened);
    await clients.expectUnharmed();
    await world.bed.istiod.start();
    await clients.settled(2);

    await world.bed.istiod.kill();
    await clients.leave();
    const isUndeleted = waitsFor("closed", /route is not seen to be gone at .*gateway-a.*gateway-b/);
    await until("the pod that is to go waits, and says for whom", isUndeleted);
    await expectToHold("it waits", LONG_MS, isUndeleted);
    await clients.expectUnharmed();
    await world.bed.istiod.start();
    await clients.settled(1);
  });
});

describe("a leader that hangs for longer than its lease", () => {
  const scale = async (direction: Direction): Promise<void> => {
    await (direction === "up" ? clients.come() : clients.leave());
  };
  const settled = (direction: Direction): Promise<void> => clients.settled(direction === "up" ? 2 : 1);
  const restartsOf = async (pod: string): Promise<number> =>
    (await world.get(`${paths.pods(FAIRLEAD_NAMESPACE)}/${pod}`)).status.containerStatuses[0].restartCount;

  /** Holds a write of the leader up, and hangs the leader; lets the write go on once another one has done its work. */
  async function hangAt(direction: Direction, isIt: (request: ApiRequest) => boolean): Promise<void> {
    const leader = await world.leader();
    const replica = world.bed.kubelet.find(FAIRLEAD_NAMESPACE, leader);
    if (replica === undefined) throw new Error(`${leader} does not run.`);
    const before = await restartsOf(leader);
    const gate = Promise.withResolvers<void>();
    const held = world.proxy.add({
      matches: (request) => request.pod === leader && isIt(request),
      fault: delay(gate.promise),
      times: 1,
    });
    /** What it does from a time on, until it claims the Lease again; Events tell of what it did before. */
    const actsSince = (index: number): readonly ApiRequest[] => {
      const own = world.proxy.requests.slice(index).filter(({ pod }) => pod === leader);
      const claim = own.findIndex((request) => request.resource === "leases" && isWrite(request));
      return own
        .slice(0, claim === -1 ? own.length : claim)
        .filter((request) => isPoolWrite(request) && request.resource !== "events");
    };
    await scale(direction);
    await until("the leader is about to write", () => held.hits === 1);
    replica.signal("SIGSTOP");
    const hungAt = world.proxy.requests.length;
    await until("another one leads", async () => {
      const now = await world.leader();
      return now !== "" && now !== leader;
    });
    await settled(direction);
    // Its write comes late, then it comes to: it must not act before it leads again.
    gate.resolve();
    replica.signal("SIGCONT");
    await untilCalmly("it ends, and starts anew", async () => (await restartsOf(leader)) > before);
    await settled(direction);
    expect(actsSince(hungAt)).toEqual([]);
    await clients.expectUnharmed();
  }
  const writes =
    (verb: string, resource: string, inBody = "") =>
    (request: ApiRequest) =>
      isWrite(request) &&
      request.verb === verb &&
      request.resource === resource &&
      request.body.includes(inBody);

  // By turns, as the pool is the same.
  it.each([
    ["the creation of a Job", "up", writes("create", "jobs")],
    ["the draining of a pod", "down", writes("patch", "pods", '"draining"')],
    ["the opening of a pod", "up", writes("patch", "pods", '"open"')],
    ["the removal of a route", "down", writes("delete", "virtualservices")],
  ] as const)("does no harm with what it had under way: %s", (_, direction, isIt) => hangAt(direction, isIt));

  it("does no harm with what it had under way: the removal of a Job", async () => {
    await scale("up");
    await settled("up");
    await hangAt("down", writes("delete", "jobs"));
  });
});

it("no client of all these is harmed", () => clients.end());
