import { setTimeout as sleep } from "node:timers/promises";
import type { WebSocketSession } from "@fairlead/e2e/dev";
import type { ScaledPool } from "./scaled-pool.ts";
import { SETTINGS } from "./settings.ts";

async function leave(sessions: WebSocketSession[], leaving: readonly WebSocketSession[]): Promise<number> {
  for (const session of leaving) {
    sessions.splice(sessions.indexOf(session), 1);
    session.leave();
  }
  const ends = await Promise.all(leaving.map(({ ended }) => ended));
  return Math.max(...ends.map(({ atMs }) => atMs));
}

/** Makes the sessions so many at each of two pods. */
async function spread(
  pool: ScaledPool,
  sessions: WebSocketSession[],
  counts: readonly [number, number],
): Promise<void> {
  await pool.settled(2);
  const byPod = (): WebSocketSession[][] => [...Map.groupBy(sessions, ({ podId }) => podId).values()];
  while (byPod().length < 2 || byPod().some((at, index) => at.length < (counts[index] ?? 0)))
    sessions.push(await pool.connect());
  // Pods are read at different times: a client that has moved in between would be counted at neither.
  await sleep(2 * SETTINGS.collectionIntervalMs);
  await leave(
    sessions,
    byPod().flatMap((at, index) => at.slice(counts[index])),
  );
}

/** A pod drains with one client for longer than the leases ask; from that client's end to the pod's. */
export async function measureLastClient(pool: ScaledPool, sessions: WebSocketSession[]): Promise<number> {
  await spread(pool, sessions, [1, 1]);
  const podId = await pool.draining();
  await sleep(SETTINGS.snapshotMaxAgeMs + 2 * SETTINGS.leaseMs + Math.random() * 1_000);
  const stopping = pool.next("pod_stopping");
  const leftAtMs = await leave(
    sessions,
    sessions.filter((session) => session.podId === podId),
  );
  return (await stopping).atMs - leftAtMs;
}

/** Both pods serve; from the moment that all clients of one leave to the end of a pod. */
export async function measureEmptied(pool: ScaledPool, sessions: WebSocketSession[]): Promise<number> {
  await spread(pool, sessions, [2, 1]);
  await sleep(1_000 + Math.random() * 1_000);
  const stopping = pool.next("pod_stopping");
  const counts = Map.groupBy(sessions, ({ podId }) => podId);
  const fewest = [...counts.values()].toSorted((one, other) => one.length - other.length)[0] ?? [];
  const leftAtMs = await leave(sessions, [...fewest]);
  return (await stopping).atMs - leftAtMs;
}
