/** `pnpm bench lookup`: `/pod-lookup` beside a bare `node:http` server on the same core. */
import { fileURLToPath } from "node:url";
import { startLookup } from "./gateway/bench-lookup.ts";
import { startPods } from "./gateway/bench-pods.ts";
import { POOL_SUBSET } from "./gateway/envoy-configuration.ts";
import { freePorts } from "./gateway/free-ports.ts";
import { startLoadClient, type LoadClient } from "./gateway/load-client.ts";
import { endProcess, ENVOY_CORE, LOAD_CORE, spawnPinned, waitForOutput } from "./gateway/pinned-process.ts";
import { cpuMicroseconds } from "./gateway/process-usage.ts";
import { median } from "./gateway/report.ts";

export interface LookupRow {
  readonly pods: number;
  readonly bareRequestsPerSecond: number;
  readonly lookupRequestsPerSecond: number;
  readonly bareCpuMicroseconds: number;
  readonly lookupCpuMicroseconds: number;
  /** Median over the rounds: CPU of a lookup over CPU of a bare answer. */
  readonly ratio: number;
  readonly goalMet: boolean;
}

const GOAL = 1.25;

async function measureOnce(load: LoadClient, pid: number, port: number, path: string, durationMs: number) {
  const requests = [`GET ${path} HTTP/1.1\r\nhost: lookup\r\n\r\n`];
  const order = { kind: "closed-loop", host: "127.0.0.1", port, connections: 32, rate: 0, requests } as const;
  await load.run({ ...order, durationMs: durationMs / 4 });
  const before = cpuMicroseconds(pid);
  const result = await load.run({ ...order, durationMs });
  if (result.failures > 0)
    throw new Error(`${path}: ${result.failures} of ${result.requests} answers were not 200.`);
  return {
    cpu: (cpuMicroseconds(pid) - before) / result.requests,
    rate: result.requests / (result.durationMs / 1000),
  };
}

/** Measures both servers in turn, in every round. */
export async function lookupBenchmark(options: {
  smoke: boolean;
  pods: number;
  log: (line: string) => void;
}): Promise<LookupRow> {
  const rounds = options.smoke ? 1 : 7;
  const durationMs = options.smoke ? 300 : 1_500;
  const stops: (() => Promise<void>)[] = [];
  try {
    const pods = await startPods(options.pods);
    stops.push(pods.stop);
    const lookup = await startLookup(pods.pods, ENVOY_CORE);
    stops.push(lookup.stop);
    const [barePort = 0] = await freePorts(1);
    const script = fileURLToPath(new URL("lookup/bare-server.ts", import.meta.url));
    const bare = spawnPinned(ENVOY_CORE, process.execPath, [script, String(barePort)]);
    stops.push(() => endProcess(bare));
    await waitForOutput(bare, /listening/);
    const load = startLoadClient();
    stops.push(load.stop);
    const results = [];
    for (let round = 1; round <= rounds; round += 1) {
      const plain = await measureOnce(load, bare.pid ?? 0, barePort, "/", durationMs);
      const real = await measureOnce(
        load,
        lookup.pid,
        lookup.port,
        `/pod-lookup?pool=${POOL_SUBSET}`,
        durationMs,
      );
      results.push({ plain, real, ratio: real.cpu / plain.cpu });
      options.log(`round ${round} of ${rounds}`);
    }
    const ratio = median(results.map((result) => result.ratio));
    return {
      pods: options.pods,
      bareRequestsPerSecond: median(results.map((result) => result.plain.rate)),
      lookupRequestsPerSecond: median(results.map((result) => result.real.rate)),
      bareCpuMicroseconds: median(results.map((result) => result.plain.cpu)),
      lookupCpuMicroseconds: median(results.map((result) => result.real.cpu)),
      ratio,
      goalMet: ratio <= GOAL,
    };
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

export const lookupReport = (row: LookupRow): string =>
  `| server | µs CPU/request | requests/s |
| --- | ---: | ---: |
| bare node:http | ${row.bareCpuMicroseconds.toFixed(1)} | ${row.bareRequestsPerSecond.toFixed(0)} |
| /pod-lookup, ${row.pods} pods | ${row.lookupCpuMicroseconds.toFixed(1)} | ${row.lookupRequestsPerSecond.toFixed(0)} |

ratio ${row.ratio.toFixed(2)} (goal ${GOAL.toFixed(2)} ${row.goalMet ? "met" : "missed"}); servers on core ${ENVOY_CORE}, load on core ${LOAD_CORE}.`;
