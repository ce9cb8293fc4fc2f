import { startValkeyBed, type ValkeyBed } from "@fairlead/testbed";
import { until } from "@fairlead/test-support";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { alone, connected, hasSent, hasTaken, SHARED_POOL, startReplica } from "../testing/share-picks.ts";
import type { Replica, ReplicaOptions } from "../testing/share-picks.ts";
import { callValkey } from "../testing/call-valkey.ts";

const PASSWORD = "p%ss/w:rd@1";
let valkey: ValkeyBed;
let replicas: Replica[];
beforeEach(async () => {
  replicas = [];
  valkey = await startValkeyBed({ environment: process.env, password: PASSWORD });
});
afterEach(async () => {
  await Promise.all(replicas.map(({ service }) => service.stop()));
  await valkey.stop();
});

async function start(options: Partial<ReplicaOptions> = {}): Promise<Replica> {
  const replica = await startReplica({ url: valkey.url, password: PASSWORD, ...options });
  replicas.push(replica);
  return replica;
}
async function startTwo(options: Partial<ReplicaOptions> = {}): Promise<readonly [Replica, Replica]> {
  const both = [await start({ ...options, seed: 1 }), await start({ ...options, seed: 2 })] as const;
  await Promise.all(both.map(connected));
  return both;
}
const call = (...parameters: readonly string[]) => callValkey(valkey, PASSWORD, parameters);

/** Most and fewest clients of a pod after 100 lookups that go to one replica and the other in turn. */
async function spreadOf(first: Replica, second: Replica, told: (taken: number) => Promise<unknown>) {
  const clients = new Map<string, number>();
  for (let client = 0; client < 100; client += 1) {
    const podId = await (client % 2 === 0 ? first : second).lookUp();
    clients.set(podId, (clients.get(podId) ?? 0) + 1);
    await told(client);
  }
  return { most: Math.max(...clients.values()), fewest: Math.min(...clients.values()), used: clients.size };
}

describe("two replicas", () => {
  it("spread 100 clients over 40 pods as evenly as one does", async () => {
    const [first, second] = await startTwo({ pods: 40 });
    const spread = await spreadOf(first, second, (client) =>
      client % 2 === 0 ? hasTaken(second, client / 2 + 1) : hasTaken(first, (client + 1) / 2),
    );
    expect(spread).toEqual({ most: 3, fewest: 2, used: 40 });

    const [third, fourth] = [
      await start({ url: undefined, seed: 1, pods: 40 }),
      await start({ url: undefined, seed: 2, pods: 40 }),
    ];
    const apart = await spreadOf(third, fourth, () => Promise.resolve());
    expect(apart.most).toBe(4);
  });

  it("count each pick once, and show it in view, explanation and metrics", async () => {
    const [first, second] = await startTwo();
    for (let client = 0; client < 6; client += 1) await first.lookUp();
    await hasTaken(second, 6);
    await hasSent(first, 6);
    for (const replica of replicas) {
      const { load, pods } = await replica.view();
      expect(load).toBe(6);
      expect(pods.map(({ picks }) => picks).sort((left, right) => left - right)).toEqual([1, 1, 2, 2]);
    }
    expect(await first.sharedPicks()).toMatchObject({
      sent: 6,
      taken: 0,
      replicas: 0,
      dropped: 0,
      fault: null,
    });
    expect(await second.sharedPicks()).toMatchObject({
      sent: 0,
      taken: 6,
      replicas: 1,
      dropped: 0,
      fault: null,
    });
    const explained = await second.service.app.request(`/v1/pools/${SHARED_POOL}/explain`);
    expect(await explained.text()).toContain(
      "Picks are shared: 1 other replica within the lease; 0 told, 6 taken, 0 dropped.",
    );
    expect(await second.metrics()).toContain(
      `fairlead_lookup_shared_picks_total{pool="${SHARED_POOL}",outcome="taken"} 6\n`,
    );
    expect(await second.metrics()).toMatch(/^fairlead_lookup_sharing_connected 1$/m);
  });

  it("tell what filters told one of them", async () => {
    const [first, second] = await startTwo();
    const headers = { "x-fairlead-asker": "gateway1", "x-fairlead-picks": "1 pod-0=3 pod-1=1" };
    await first.service.app.request("/v1/snapshot", { headers });
    await first.service.app.request("/v1/snapshot", { headers });
    await hasTaken(second, 4);
    expect((await second.view()).pods.map(({ picks }) => picks)).toEqual([3, 1, 0, 0]);
  });

  it("forget what a report holds, or what no longer counts, as with picks of their own", async () => {
    const [first, second] = await startTwo({ leaseSeconds: 5 });
    for (let client = 0; client < 4; client += 1) await first.lookUp();
    await hasTaken(second, 4);
    await second.service.app.request(`/v1/pools/${SHARED_POOL}/reports`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify([{ podId: "pod-0", clients: 7, capacity: null, draining: false }]),
    });
    expect((await second.view()).pods[0]).toMatchObject({ clients: 7, picks: 0, load: 7 });
    await until("the lease is over", async () => (await second.view()).load === 7);
  });

  it("take the picks of the last lease when they start anew", async () => {
    const first = await start();
    await connected(first);
    for (let client = 0; client < 8; client += 1) await first.lookUp();
    // It ends at once: what is not told yet is told while it stops.
    await first.service.stop();
    const second = await start();
    await hasTaken(second, 8);
    expect((await second.view()).pods.map(({ picks }) => picks)).toEqual([2, 2, 2, 2]);
  });
});

describe("a replica goes by its own picks, says so once and comes back", () => {
  const warnings = ({ log }: Replica) => log.filter((line) => line.includes('"level":40'));

  it("when Valkey is killed, and starts again without what it held", async () => {
    const [first, second] = await startTwo();
    await first.lookUp();
    await hasTaken(second, 1);
    await valkey.part.kill();
    await Promise.all([alone(first), alone(second)]);
    for (let client = 0; client < 3; client += 1) await first.lookUp();
    expect((await first.view()).load).toBe(4);
    expect((await second.view()).load).toBe(1);
    expect((await first.service.app.request("/readyz")).status).toBe(200);
    await until("it has tried again", async () =>
      /sharing_errors_total\{cause="connection"\} (?:[2-9]|\d\d)/.exec(await first.metrics()),
    );
    expect(warnings(first)).toHaveLength(1);
    expect(warnings(first)[0]).toContain("shared_picks_unavailable");
    expect(await first.metrics()).toMatch(/^fairlead_lookup_sharing_connected 0$/m);
    await valkey.part.start();
    await hasTaken(second, 4);
    await connected(first);
    await first.lookUp();
    await hasTaken(second, 5);
    expect((await second.view()).load).toBe(5);
    expect(first.log.filter((line) => line.includes("picks are shared"))).toHaveLength(2);
  });

  it("when Valkey hangs, and counts nothing twice when it goes on", async () => {
    const [first, second] = await startTwo({ timeoutMs: 100 });
    valkey.part.signal("SIGSTOP");
    try {
      for (let client = 0; client < 5; client += 1) await first.lookUp();
      await Promise.all([alone(first), alone(second)]);
      // Each attempt leaves a connection with what it wrote, all of which Valkey reads when it goes on.
      await until("it has tried again", async () =>
        /sharing_errors_total\{cause="timeout"\} (?:[3-9]|\d\d)/.exec(await first.metrics()),
      );
      expect((await first.view()).load).toBe(5);
    } finally {
      valkey.part.signal("SIGCONT");
    }
    await Promise.all([connected(first), connected(second)]);
    await hasTaken(second, 5);
    await second.lookUp();
    await hasTaken(first, 1);
    expect((await first.view()).load).toBe(6);
    expect((await second.view()).load).toBe(6);
  });

  it("when Valkey is full", async () => {
    const [first, second] = await startTwo();
    await call("CONFIG", "SET", "maxmemory", "1");
    await first.lookUp();
    await alone(first);
    expect((await first.sharedPicks()).fault?.message).toContain("refuses: OOM");
    await call("CONFIG", "SET", "maxmemory", "0");
    await hasTaken(second, 1);
  });

  it("when its password is refused, which it shows to nobody", async () => {
    const replica = await start({ password: "another-secret" });
    await alone(replica);
    expect((await replica.sharedPicks()).fault?.message).toContain("WRONGPASS");
    await until("it has said so", () => replica.log.some((line) => line.includes("not shared")));
    const shown = [
      ...replica.log,
      JSON.stringify(await replica.view()),
      await replica.metrics(),
      await (await replica.service.app.request(`/v1/pools/${SHARED_POOL}/explain`)).text(),
    ].join("\n");
    expect(shown).not.toContain("another-secret");
  });
});

describe("a stream with what is none of ours", () => {
  const KEY = "fairlead:picks";

  it("is read past that", async () => {
    const [first, second] = await startTwo();
    await call("XADD", KEY, "*", "picks", "{");
    await call("XADD", KEY, "*", "other", "1", "more", "2");
    const foreign = {
      replica: "0123456789abcdef",
      sequence: 1,
      pools: { [SHARED_POOL]: [["pod-0", -4, 0, 0]] },
    };
    await call("XADD", KEY, "*", "picks", JSON.stringify(foreign));
    const unknown = {
      ...foreign,
      pools: { [SHARED_POOL]: [["gone", 2, 0, 0]], "no/pool": [["pod-0", 1, 0, 0]] },
    };
    await call("XADD", KEY, "*", "picks", JSON.stringify(unknown));
    await first.lookUp();
    await hasTaken(second, 1);
    expect((await second.view()).load).toBe(1);
    expect((await second.sharedPicks()).dropped).toBe(2);
    expect(await second.metrics()).toMatch(/sharing_errors_total\{cause="malformed"\} 3$/m);
  });

  it("is left behind when it is more than can be read", async () => {
    const huge = "x".repeat(1_000_000);
    for (let entry = 0; entry < 12; entry += 1) await call("XADD", KEY, "*", "picks", huge);
    const [first, second] = await startTwo();
    expect(await first.metrics()).toMatch(/sharing_errors_total\{cause="too_large"\} 1$/m);
    await first.lookUp();
    await hasTaken(second, 1);
  });

  it("breaks the connection when it is no stream, until it is one", async () => {
    await call("SET", KEY, "1");
    const first = await start();
    await alone(first);
    expect((await first.sharedPicks()).fault?.message).toContain("WRONGTYPE");
    await call("DEL", KEY);
    await connected(first);
  });
});

it("keeps in Valkey what the lease needs, and nothing when all replicas are gone", async () => {
  const [first] = await startTwo({ leaseSeconds: 1 });
  await first.lookUp();
  await until("it is told", async () => (await first.sharedPicks()).sent === 1);
  const remainingMs = Number(await call("PTTL", "fairlead:picks"));
  expect(remainingMs).toBeGreaterThan(0);
  expect(remainingMs).toBeLessThanOrEqual(61_000);
});
