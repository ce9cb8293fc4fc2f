/** `pnpm bench collection`: CPU of the lookup service for reading the workload of one pod. */
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { startLookupService } from "./gateway/bench-lookup.ts";
import { endProcess, ENVOY_CORE, LOAD_CORE, spawnPinned, waitForOutput } from "./gateway/pinned-process.ts";
import { cpuMicroseconds } from "./gateway/process-usage.ts";
import { median } from "./gateway/report.ts";

export interface CollectionRow {
  readonly pods: number;
  readonly intervalMs: number;
  readonly readsPerSecond: number;
  /** CPU of the whole service for one read, everything else it does in that time included. */
  readonly cpuMicrosecondsPerRead: number;
  readonly goalMet: boolean;
}

const GOAL_MICROSECONDS = 100;
const POOL = "bench/collection";

async function readsSoFar(port: number): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(/^fairlead_lookup_collection_duration_seconds_count\{[^}]*\} (\d+)$/m.exec(text)?.[1] ?? 0);
}

/** Lets the service collect from many pods, and divides its CPU by the reads that it counted. */
export async function collectionBenchmark(options: {
  smoke: boolean;
  log: (line: string) => void;
}): Promise<CollectionRow> {
  const pods = options.smoke ? 50 : 300;
  const intervalMs = 250;
  const rounds = options.smoke ? 1 : 7;
  const roundMs = options.smoke ? 500 : 2_000;
  const stops: (() => Promise<void>)[] = [];
  try {
    const script = fileURLToPath(new URL("collection/many-pods.ts", import.meta.url));
    const child = spawnPinned(LOAD_CORE, process.execPath, [script, String(pods)]);
    stops.push(() => endProcess(child));
    const [line] = await waitForOutput(child, /^\[.*\]$/m);
    const endpoints = JSON.parse(line) as string[];
    const lookup = await startLookupService(
      { collection: { minIntervalMs: intervalMs, maxIntervalMs: intervalMs } },
      { pools: { [POOL]: endpoints.map((endpoint, index) => ({ podId: `pod-${index}`, endpoint })) } },
      ENVOY_CORE,
    );
    stops.push(lookup.stop);
    await sleep(roundMs);
    const costs: number[] = [];
    const rates: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const before = {
        reads: await readsSoFar(lookup.port),
        cpu: cpuMicroseconds(lookup.pid),
        at: performance.now(),
      };
      await sleep(roundMs);
      const cpu = cpuMicroseconds(lookup.pid) - before.cpu;
      const seconds = (performance.now() - before.at) / 1000;
      const reads = (await readsSoFar(lookup.port)) - before.reads;
      costs.push(cpu / reads);
      rates.push(reads / seconds);
      options.log(`round ${round} of ${rounds}`);
    }
    const cpuMicrosecondsPerRead = median(costs);
    return {
      pods,
      intervalMs,
      readsPerSecond: median(rates),
      cpuMicrosecondsPerRead,
      goalMet: cpuMicrosecondsPerRead < GOAL_MICROSECONDS,
    };
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

export const collectionReport = (row: CollectionRow): string =>
  `${row.cpuMicrosecondsPerRead.toFixed(1)} µs CPU a read (goal: under ${GOAL_MICROSECONDS} ${row.goalMet ? "met" : "missed"}), ` +
  `${row.readsPerSecond.toFixed(0)} reads/s from ${row.pods} pods, each every ${row.intervalMs} ms; service on core ${ENVOY_CORE}.`;
