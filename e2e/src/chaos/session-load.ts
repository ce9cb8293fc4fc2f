import { setTimeout as sleep } from "node:timers/promises";
import { openWebSocketSession, SessionRefused, type WebSocketSession } from "../dev/open-session.ts";
import type { FaultLog } from "./fault-log.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { Tally } from "./tally.ts";

/** Clients with sessions. */
export interface SessionLoad {
  /** How many there are to be. */
  aim(count: number): void;
  /** Sessions at a pod that nobody has ended yet. */
  at(podId: string): number;
  readonly size: number;
  /** Lets all leave, and none come. */
  stop(): Promise<void>;
}

/** What sessions are made of. */
export interface SessionLoadOptions {
  readonly gateway: string;
  readonly path: string;
  readonly random: SeededRandom;
  readonly faults: FaultLog;
  readonly tally: Tally;
  /** Told of what must not be. */
  readonly violated: (what: string) => void;
}

const TICK_MS = 100;
/** Ten a tick: two seconds for 200. */
const ARRIVALS_PER_TICK = 10;
const RETRY_MS = 250;
const SHORTEST_MS = 3_000;
const LONGEST_MS = 45_000;

/** Keeps so many sessions open; each client stays for a while of its own, and another one follows. */
export function startSessionLoad(options: SessionLoadOptions): SessionLoad {
  const { faults, gateway, path, random, tally, violated } = options;
  const open = new Set<WebSocketSession>();
  const running = new Set<Promise<void>>();
  let wanted = 0;
  let coming = 0;
  let stopped = false;

  /** A client whose attempt fails by a fault tries again, as clients do. */
  async function connect(): Promise<{ session: WebSocketSession; fromMs: number } | undefined> {
    while (!stopped) {
      const fromMs = performance.now();
      try {
        return { session: await openWebSocketSession(gateway, path), fromMs };
      } catch (error) {
        if (!(error instanceof SessionRefused)) throw error;
        const { podId } = error;
        const cause = faults.causeOfFailure({ podId, fromMs, toMs: performance.now() });
        if (cause === "pod killed") tally.failedWithPod += 1;
        else if (cause === "Envoy killed") tally.failedWithEnvoy += 1;
        else {
          tally.unanswered += 1;
          violated(`a session was refused: ${error.message}, pod ${podId ?? "unknown"}`);
        }
        await sleep(RETRY_MS);
      }
    }
    return undefined;
  }
  async function visit(): Promise<void> {
    coming += 1;
    const stayMs = random.between(SHORTEST_MS, LONGEST_MS);
    const connected = await connect().finally(() => (coming -= 1));
    if (connected === undefined) return;
    const { fromMs, session } = connected;
    const { podId } = session;
    open.add(session);
    tally.sessionsOpened += 1;
    if (stopped) session.leave();
    const leaving = setTimeout(() => {
      open.delete(session);
      session.leave();
    }, stayMs);
    const { atMs, by, code } = await session.ended;
    clearTimeout(leaving);
    open.delete(session);
    if (by === "client") {
      tally.endedByClient += 1;
      return;
    }
    const cause = faults.causeOfEnd({ podId, fromMs, toMs: atMs });
    if (cause === "pod killed") tally.endedWithPod += 1;
    else if (cause === "Envoy killed") tally.endedWithEnvoy += 1;
    else {
      tally.cut += 1;
      violated(`a session at ${podId} was cut after ${Math.round(atMs - fromMs)} ms, code ${code}`);
    }
  }
  const timer = setInterval(() => {
    for (let arrival = 0; arrival < ARRIVALS_PER_TICK && open.size + coming < wanted; arrival += 1) {
      const running_ = visit();
      running.add(running_);
      void running_.finally(() => running.delete(running_));
    }
    const excess = [...open].slice(0, Math.min(ARRIVALS_PER_TICK, Math.max(0, open.size - wanted)));
    for (const session of excess) {
      open.delete(session);
      session.leave();
    }
  }, TICK_MS);

  return {
    aim: (count) => void (wanted = count),
    at: (podId) => [...open].filter((session) => session.podId === podId).length,
    get size() {
      return open.size;
    },
    async stop() {
      clearInterval(timer);
      stopped = true;
      for (const session of open) session.leave();
      await Promise.all(running);
    },
  };
}
