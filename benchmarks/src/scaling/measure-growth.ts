import type { WebSocketSession } from "@fairlead/e2e/dev";
import { setTimeout as sleep } from "node:timers/promises";
import type { ScaledPool } from "./scaled-pool.ts";
import { TARGET } from "./settings.ts";

/** From the client that is one too many to the first client on the new pod, in milliseconds. */
export interface Growth {
  /** Until the pod's process starts: the report is collected, and the decision made. */
  readonly decideMs: number;
  /** What the pod needs to be ready. */
  readonly podStartMs: number;
  /** Until a new client is led there: routes, lookup service, snapshot. */
  readonly leadMs: number;
}

const PROBE_PAUSE_MS = 10;

/** From one pod at its target to two. The sessions are added to `sessions`. */
export async function measureGrowth(pool: ScaledPool, sessions: WebSocketSession[]): Promise<Growth> {
  await pool.settled(1);
  while (sessions.length < TARGET) sessions.push(await pool.connect());
  // What was collected is what is there; and where in its interval the next report comes is left to chance.
  await sleep(1_500 + Math.random() * 1_000);
  const [starting, ready] = [pool.next("pod_starting"), pool.next("pod_ready")];
  const session = await pool.connect();
  sessions.push(session);
  const started = await starting;
  const served = await ready;
  while ((await pool.whoAnswers()) !== started.podId) await sleep(PROBE_PAUSE_MS);
  const atMs = performance.now();
  return {
    decideMs: started.atMs - session.openedAtMs,
    podStartMs: served.atMs - started.atMs,
    leadMs: atMs - served.atMs,
  };
}
