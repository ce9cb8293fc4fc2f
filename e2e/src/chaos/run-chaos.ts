import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startDev, type DevRun } from "../dev/start-dev.ts";
import { startFaults } from "./fault-injector.ts";
import { createFaultLog } from "./fault-log.ts";
import { sessionsAt } from "./load-curve.ts";
import { createPodCount } from "./pod-count.ts";
import type { ChaosOutcome } from "./report.ts";
import { startRequestLoad } from "./request-load.ts";
import { seededRandom } from "./seeded-random.ts";
import { startSessionLoad } from "./session-load.ts";
import { emptyTally } from "./tally.ts";

/** What is done. */
export interface ChaosOptions {
  readonly minutes: number;
  /** So many at a time, or more. */
  readonly sessions: number;
  readonly seed: number;
  readonly log: (line: string) => void;
}

const CHAT = fileURLToPath(
  new URL("src/main.ts", import.meta.resolve("@fairlead/example-chat-rooms/package.json")),
);
const MINIMUM = 2;
const MAXIMUM = 12;
/** Pods for the smallest load; the largest is four times as much. */
const PODS_AT_REST = 3;
/** After the last client: the window of the scale-down, two leases, and time for a slow machine. */
const SETTLE_MS = 180_000;
const TRACE_LINES = 60;
const TRACE_PAUSE_MS = 3_000;

/** A pool whose rules act within seconds, so that minutes show much. */
const poolOf = (sessions: number) => ({
  picking: { leaseSeconds: 2, reportMaxAgeSeconds: 4 },
  scaling: {
    minReplicas: MINIMUM,
    maxReplicas: MAXIMUM,
    targetClientsPerPod: Math.ceil(sessions / PODS_AT_REST),
    behavior: { scaleDown: { stabilizationWindowSeconds: 5 } },
  },
});

/** Waits until only the fewest pods are there; gives how many there are then, or when it took too long. */
async function settle({ processes }: DevRun): Promise<number> {
  const deadline = performance.now() + SETTLE_MS;
  while (processes.pods().length !== MINIMUM && performance.now() < deadline) await sleep(100);
  return processes.pods().length;
}

/** Runs `fairlead dev` under load and faults, and tells how it went. */
export async function runChaos({ log, minutes, seed, sessions }: ChaosOptions): Promise<ChaosOutcome> {
  const directory = await mkdtemp(join(tmpdir(), "fairlead-chaos-"));
  const poolFile = join(directory, "pool.json");
  await writeFile(poolFile, JSON.stringify(poolOf(sessions)));
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1_000;
  const dev = await startDev({
    words: [
      "--pool",
      poolFile,
      "--port",
      "0",
      "--name",
      "chat",
      "--ready-path",
      "/readyz",
      "--",
      process.execPath,
      CHAT,
    ],
  });
  const { addresses, processes } = dev;
  const tally = emptyTally();
  const faults = createFaultLog();
  const random = seededRandom(seed);
  const trace: string[] = [];
  const note = (line: string): void => {
    trace.push(`${seconds().toFixed(3)} ${line}`);
    if (trace.length > TRACE_LINES) trace.shift();
  };
  let tracedAtMs = -Infinity;
  const violated = (what: string): void => {
    log(`${seconds().toFixed(3)} s: ${what}`);
    // The first of several shows what led to them; the rest follow from it.
    if (performance.now() - tracedAtMs > TRACE_PAUSE_MS) for (const line of trace) log(`    ${line}`);
    tracedAtMs = performance.now();
  };
  const count = createPodCount(tally, processes);
  const load = startSessionLoad({
    gateway: addresses.gateway,
    path: "/chat",
    random,
    faults,
    tally,
    violated,
  });
  const unsubscribe = dev.subscribe(({ atMs, event, text }) => {
    if (!text.includes('"event":"status"')) note(text.slice(0, 400));
    if (event === undefined) return;
    count(event);
    if (event.event === "gateway_started") faults.envoyServes(atMs);
    if (event.event === "pod_stopping") {
      const at = load.at(event.podId);
      const cause = faults.causeOfEnd({ podId: event.podId, fromMs: atMs, toMs: atMs });
      if (at === 0 || cause !== undefined) return;
      tally.stoppedWithSessions += 1;
      violated(`${event.podId} was told to stop with ${at} sessions`);
    }
  });
  try {
    const stopRequests = startRequestLoad({
      gateway: addresses.gateway,
      path: "/api/pod",
      senders: 8,
      faults,
      tally,
      violated,
    });
    const stopFaults = startFaults({
      processes,
      random,
      faults,
      tally,
      done: (what) => note(`FAULT ${what}`),
    });
    const loadBegan = performance.now();
    const durationMs = minutes * 60_000;
    let nextLogMs = 0;
    for (let elapsedMs = 0; elapsedMs < durationMs; elapsedMs = performance.now() - loadBegan) {
      // Some are always just leaving, and others not there yet.
      load.aim(Math.ceil(sessionsAt(elapsedMs, sessions) * 1.05));
      tally.mostSessions = Math.max(tally.mostSessions, load.size);
      tally.sessionSamples.push(load.size);
      if (elapsedMs >= nextLogMs) {
        const { cut, unanswered } = tally;
        const pods = processes.pods().length;
        log(
          `${seconds().toFixed(0)} s: ${load.size} sessions, ${pods} pods, ${cut} cut, ${unanswered} unanswered`,
        );
        nextLogMs += 10_000;
      }
      await sleep(1_000);
    }
    await stopFaults();
    // The load vanishes; requests go on, and have to be answered while the pods go.
    load.aim(0);
    await load.stop();
    log(`${seconds().toFixed(0)} s: all clients have left`);
    const podsAtTheEnd = await settle(dev);
    await stopRequests();
    unsubscribe();
    const durationSeconds = seconds();
    const exit = await dev.stop();
    return {
      seconds: durationSeconds,
      sessions,
      seed,
      tally,
      minimum: MINIMUM,
      podsAtTheEnd,
      exit,
      left: await leftBehind(dev),
    };
  } finally {
    dev.kill();
    await rm(directory, { recursive: true, force: true });
  }
}

/** What still runs some seconds after the end; watchdogs look once a second. */
async function leftBehind(dev: DevRun): Promise<readonly string[]> {
  for (let second = 0; second < 10 && dev.left().length > 0; second += 1) await sleep(1_000);
  return dev.left();
}
