import { fileURLToPath } from "node:url";
import { until } from "@fairlead/test-support";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createScalerController, type ScalerController } from "./create-scaler-controller.ts";
import type { ScaledPool } from "./interfaces/scaled-pool.ts";
import { soleLeadership } from "./interfaces/leadership.ts";
import { openSession, type Session } from "./testing/client.ts";
import { POOL, startHost, type Host } from "./testing/start-host.ts";

let host: Host | undefined;
let scaler: ScalerController | undefined;
const sessions: Session[] = [];

afterEach(async () => {
  vi.useRealTimers();
  for (const session of sessions.splice(0)) session.end();
  await scaler?.stop();
  await host?.close();
  scaler = undefined;
  host = undefined;
});

async function startScaler(on: Host, intervalMs = 100): Promise<void> {
  scaler = createScalerController({
    pools: [on.world],
    leadership: soleLeadership,
    reconcile: { intervalMs, pauseMs: 10, backOffBaseMs: 50, backOffMaxMs: 200 },
  });
  await scaler.start();
}
const view = (): ScaledPool => scaler?.view(POOL) as ScaledPool;
const settledAt = (open: number) =>
  until(`exactly ${open} pods are there, and open`, () => {
    const { counts, pods } = view();
    return counts.open === open && pods.length === open && pods.every(({ ready }) => ready);
  });
async function connect(on: Host, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    sessions.push(
      await until("a session opens", () => openSession(on.gateway.address).catch(() => undefined)),
    );
  }
}
const leaveAllBut = (stay: Session): void => {
  for (const session of sessions) if (session !== stay) session.end();
};
const cutOnes = (): Session[] => sessions.filter(({ cut }) => cut);
/** Waits for so many further looks at the pool. */
async function passes(count: number): Promise<void> {
  for (let pass = 0; pass < count; pass += 1) {
    const since = view().observedAtMs ?? 0;
    await until("a further pass was made", () => (view().observedAtMs ?? 0) > since);
  }
}
const program = (name: string): string => fileURLToPath(new URL(`testing/${name}.ts`, import.meta.url));

describe("an Envoy that is killed", () => {
  it.each(["subset", "override-host"] as const)("takes no pod with it, %s", async (mode) => {
    host = await startHost({ routing: { mode } });
    await startScaler(host);
    await connect(host, 6);
    await settledAt(3);
    const stay = sessions[0] as Session;
    leaveAllBut(stay);
    await until("a pod drains", () => view().counts.draining > 0);

    const { gateway } = host;
    const before = new Set(view().pods.map(({ podId }) => podId));
    process.kill(gateway.pid, "SIGKILL");
    await until("the sessions end with it", () => stay.cut);
    await until("it is back", () => gateway.restarts === 1);
    sessions.splice(0);
    await connect(host, 2);
    // The pods are those of before: none was lost with the gateway.
    for (const { podId } of sessions) expect(before).toContain(podId);
    await settledAt(1);
    expect(cutOnes()).toEqual([]);
  });

  it("is waited for before a pod opens, or goes", async () => {
    host = await startHost();
    await startScaler(host);
    await connect(host, 4);
    await settledAt(2);
    const { gateway } = host;
    const { address } = gateway;
    process.kill(gateway.pid, "SIGKILL");
    await until("nobody answers", async () => (await fetch(address).catch(() => undefined)) === undefined);
    sessions.splice(0);
    // Its sessions are gone, so one of the two pods is not needed any more.
    await until("it is back", () => gateway.restarts === 1);
    await settledAt(1);
    await connect(host, 4);
    await settledAt(2);
    expect(cutOnes()).toEqual([]);
  });
});

/** Reports that are none. */
const LIES = [
  '{"clients":-1}',
  '{"clients":NaN}',
  '{"clients":1e300}',
  '{"clients":"0"}',
  '{"podId":"chat-9-zzzzz","clients":0}',
  "",
] as const;

describe("a pod", () => {
  it("that reports what cannot be is silent, and busy therefore", async () => {
    host = await startHost({}, { program: [program("lying-pod")] });
    const { pods } = host;
    await startScaler(host);
    await connect(host, 4);
    await settledAt(2);
    const stay = sessions[0] as Session;
    const liar = pods.jobs().find(({ pod }) => pod?.podId === stay.podId)?.pod;
    const tell = async (method: "GET" | "PUT" | "DELETE", lie?: string): Promise<number> => {
      const request = { method, ...(lie === undefined ? {} : { body: lie }) };
      return Number(await (await fetch(`http://${liar?.endpoint}/lie`, request)).text());
    };

    await tell("PUT", LIES[0]);
    leaveAllBut(stay);
    const shown = () => view().pods.find(({ podId }) => podId === stay.podId);
    await until("what it said before is old", () => (shown()?.reportAgeMs ?? 0) > 2_500);
    for (const lie of LIES) {
      const asked = await tell("PUT", lie);
      await until("it was asked again", async () => (await tell("GET")) > asked + 1);
      await passes(2);
      expect(shown()).toMatchObject({ phase: "open", reason: "serving" });
      expect(shown()?.reportAgeMs).toBeGreaterThan(2_500);
    }
    await tell("DELETE");
    await settledAt(1);
    expect(view().pods[0]?.podId).toBe(stay.podId);
    expect(cutOnes()).toEqual([]);
  });

  it("that never becomes ready is replaced one at a time, after pauses that grow", async () => {
    const backOff = { backOffBaseMs: 400, backOffMaxMs: 1_600 };
    host = await startHost(
      { scaling: { minReplicas: 3, maxReplicas: 6 } },
      { program: [program("unready-pod")], startDeadlineMs: 300, ...backOff },
    );
    const created = new Map<string, number>();
    let starting = 0;
    await startScaler(host);
    const { pods } = host.world;
    await until("several were tried", async () => {
      for (const { phase, routeId } of (await pods.list()).pods)
        if (phase.name === "starting") created.set(routeId, phase.sinceMs);
      if (created.size > 3) starting = Math.max(starting, view().counts.starting);
      return created.size >= 3 + 4;
    });
    const times = [...created.values()];
    const pauses = times.slice(3).map((at, index) => at - (times[index + 2] ?? 0));
    // Each is given 300 ms before its pause begins.
    for (const [index, pauseMs] of pauses.entries())
      expect(pauseMs).toBeGreaterThanOrEqual(300 + Math.min(1_600, 400 * 2 ** index));
    expect(starting).toBeLessThanOrEqual(1);
    expect(view().conditions).toContainEqual(
      expect.objectContaining({ type: "StartsFailing", status: true }),
    );
    expect(scaler?.explain(POOL)).toMatch(/start/);
  });
});

describe("a scaler whose interval is long", () => {
  it("acts on what it is told of, through a restart of the lookup service", async () => {
    host = await startHost();
    await startScaler(host, 600_000);
    await settledAt(1);
    // Clients that come before the gateway knows the pod are counted as waiting, and may ask for more.
    await connect(host, 4);
    await until("a pod is added", () => view().counts.open >= 2);
    await host.stopLookup();
    await host.startLookup();
    await connect(host, 4);
    await until("further ones are", () => view().counts.open === 4);
  });
});

const DAY_MS = 86_400_000;

describe("the system's clock", () => {
  it("may jump while pods come and go, and ends no lease", async () => {
    vi.useFakeTimers({ toFake: ["Date"], shouldAdvanceTime: true });
    host = await startHost();
    await startScaler(host);
    await connect(host, 6);
    await settledAt(3);
    const stay = sessions[0] as Session;
    vi.setSystemTime(Date.now() + DAY_MS);
    leaveAllBut(stay);
    await until("a pod drains", () => view().counts.draining > 0);
    vi.setSystemTime(Date.now() - 2 * DAY_MS);
    await until("a pod closes", () => view().counts.closed > 0);
    vi.setSystemTime(Date.now() + 2 * DAY_MS);
    await connect(host, 1);
    await settledAt(1);
    await connect(host, 4);
    await settledAt(3);
    expect(cutOnes()).toEqual([]);
  });
});
