import { until } from "@fairlead/test-support";
import { afterEach, describe, expect, it } from "vitest";
import { createScalerController, type ScalerController } from "./create-scaler-controller.ts";
import type { ScaledPool } from "./interfaces/scaled-pool.ts";
import { soleLeadership } from "./interfaces/leadership.ts";
import { openSession, type Session } from "./testing/client.ts";
import { POOL, startHost, type Host } from "./testing/start-host.ts";

let host: Host | undefined;
let scaler: ScalerController | undefined;
const sessions: Session[] = [];

afterEach(async () => {
  for (const session of sessions.splice(0)) session.end();
  await scaler?.stop();
  await host?.close();
  scaler = undefined;
  host = undefined;
});

async function startScaler(on: Host): Promise<ScalerController> {
  scaler = createScalerController({
    pools: [on.world],
    leadership: soleLeadership,
    reconcile: { intervalMs: 100, pauseMs: 10, backOffBaseMs: 50, backOffMaxMs: 200 },
  });
  await scaler.start();
  return scaler;
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
/** A session on none of these pods; one that is led there all the same leaves at once. */
const connectElsewhere = (on: Host, podIds: ReadonlySet<string>): Promise<Session> =>
  until("a session opens on another pod", async () => {
    const session = await openSession(on.gateway.address).catch(() => undefined);
    if (session === undefined || !podIds.has(session.podId)) return session;
    session.end();
    return undefined;
  });
const cutOnes = (): Session[] => sessions.filter(({ cut }) => cut);

/** How the scaler is brought down and up again, at the moment that a pod is first seen in a phase. */
const PHASES = ["starting", "open", "draining", "closed"] as const;

describe.each(["subset", "override-host"] as const)("a pool on one host, %s", (mode) => {
  it("follows its clients and cuts none off", async () => {
    host = await startHost({ routing: { mode } });
    await startScaler(host);
    await settledAt(1);

    await connect(host, 6);
    await settledAt(3);
    const full = new Set(sessions.map(({ podId }) => podId));
    // New clients are led to the pods that were added, once the gateway's snapshot lists them.
    sessions.push(await connectElsewhere(host, full), await connectElsewhere(host, full));
    await settledAt(4);

    const last = sessions.at(-1) as Session;
    for (const session of sessions) if (session !== last) session.end();
    // The pod that still has a client may be the one that drains: then it stays beside the open one.
    await until("one pod is open, and no other is there but that of the last client", () => {
      const { counts, pods } = view();
      return counts.open === 1 && pods.every(({ phase, podId }) => phase === "open" || podId === last.podId);
    });
    expect(last.cut).toBe(false);
    expect(view().pods.map(({ podId }) => podId)).toContain(last.podId);
    last.end();
    await settledAt(1);
    expect(view().counts).toEqual({ starting: 0, open: 1, draining: 0, closed: 0 });
  });
});

describe("a pool on one host", () => {
  it("goes on where a scaler was stopped, in every phase", async () => {
    host = await startHost();
    await startScaler(host);
    await settledAt(1);
    await connect(host, 4);
    const stay = sessions[0] as Session;
    const { podHost } = host;
    for (const phase of PHASES) {
      if (phase === "draining") for (const session of sessions) if (session !== stay) session.end();
      await until(`a pod is ${phase}`, () => podHost.current().some((pod) => pod.phase.name === phase));
      await scaler?.stop();
      await startScaler(host);
    }
    await settledAt(1);
    expect(cutOnes()).toEqual([]);
  });

  it("replaces a pod that is killed, and leads clients to the new one", async () => {
    host = await startHost();
    const { pods } = host;
    await startScaler(host);
    await settledAt(1);
    await connect(host, 1);
    const [killed] = pods.jobs();
    process.kill(killed?.pod?.pid as number, "SIGKILL");
    await until("the session of the killed pod ends", () => sessions[0]?.cut);
    await until("another pod of the same name is open", () =>
      view().pods.some(
        ({ phase, podId, routeId }) =>
          phase === "open" && routeId === killed?.jobName && podId !== killed?.pod?.podId,
      ),
    );
    await connect(host, 1);
    expect(sessions[1]?.podId).not.toBe(killed?.pod?.podId);
    // One that was started meanwhile, because the new one was long in coming, goes again.
    await settledAt(1);
    expect(view().pods.map(({ podId }) => podId)).toEqual([sessions[1]?.podId]);
    expect(sessions[1]?.cut).toBe(false);
  });

  it("removes no pod while the lookup service is away, and says so", async () => {
    host = await startHost();
    await startScaler(host);
    await settledAt(1);
    await connect(host, 4);
    await settledAt(2);
    await host.stopLookup();
    const blocked = (): boolean =>
      view().conditions.some(({ status, type }) => type === "ScaleDownBlocked" && status);
    await until("scaling down is blocked", blocked);
    for (const session of sessions) session.end();
    const passes = (): Promise<unknown> =>
      until("a further pass was made", () => {
        const since = view().observedAtMs ?? 0;
        return until("it was", () => (view().observedAtMs ?? 0) > since);
      });
    for (let pass = 0; pass < 10; pass += 1) await passes();
    expect(view().counts).toMatchObject({ open: 2, draining: 0, closed: 0 });
    expect(scaler?.explain(POOL)).toContain("Nothing goes while the lookup service does not answer");

    await host.startLookup();
    await settledAt(1);
    expect(blocked()).toBe(false);
  });

  it("keeps a pod that hangs, and goes on when it answers again", async () => {
    host = await startHost();
    await startScaler(host);
    await settledAt(1);
    await connect(host, 4);
    await settledAt(2);
    const [first] = host.pods.jobs();
    process.kill(first?.pod?.pid as number, "SIGSTOP");
    for (const session of sessions.splice(0)) session.end();
    await until("the pod's report is old", () =>
      view().pods.some(({ podId, reportAgeMs }) => podId === first?.pod?.podId && (reportAgeMs ?? 0) > 3_000),
    );
    expect(view().pods.map(({ podId }) => podId)).toContain(first?.pod?.podId);
    process.kill(first?.pod?.pid as number, "SIGCONT");
    await settledAt(1);
  });

  it("goes to zero without clients, and comes back for one", async () => {
    host = await startHost({
      scaling: {
        minReplicas: 0,
        maxReplicas: 1,
        scaleToZero: { idleSeconds: 0 },
        behavior: { scaleDown: { stabilizationWindowSeconds: 0 } },
      },
    });
    await startScaler(host);
    await until("the pool was looked at", () => view().observedAtMs !== null);
    expect(view().pods).toEqual([]);
    await connect(host, 1);
    expect(view().pods.map(({ podId }) => podId)).toEqual([sessions[0]?.podId]);
    sessions[0]?.end();
    await until("no pod is left", () => view().pods.length === 0);
  });
});
