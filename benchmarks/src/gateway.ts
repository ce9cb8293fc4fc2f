/** `pnpm bench gateway`: what a request costs in Envoy, with and without the filter. */
import { cpus } from "node:os";
import { findEnvoy } from "@fairlead/local-gateway";
import { pluginWasmPath } from "./gateway/plugin-wasm.ts";
import { startEnvoy, type BenchEnvoy } from "./gateway/bench-envoy.ts";
import { startLookup } from "./gateway/bench-lookup.ts";
import { startPods } from "./gateway/bench-pods.ts";
import { startLoadClient } from "./gateway/load-client.ts";
import { measure, type Effort, type Sample } from "./gateway/measure.ts";
import { formatTable, summarize, type Row } from "./gateway/report.ts";
import { variants as allVariants, BASE, type Variant } from "./gateway/variants.ts";

const FULL: Effort = {
  rounds: 7,
  warmUpMs: 500,
  closedLoopMs: 2_000,
  fixedRateMs: 1_000,
  connections: 32,
  rate: 2_000,
};
const SMOKE: Effort = {
  rounds: 1,
  warmUpMs: 200,
  closedLoopMs: 400,
  fixedRateMs: 300,
  connections: 32,
  rate: 500,
};

export interface GatewayBenchmarkOptions {
  readonly smoke: boolean;
  readonly rounds?: number | undefined;
  /** Names of variants; the base is always among them. */
  readonly only?: readonly string[] | undefined;
  readonly log: (line: string) => void;
}

const shuffled = <Item>(items: readonly Item[]): Item[] =>
  items
    .map((item) => ({ item, key: Math.random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);

/** Runs all variants interleaved: every round measures each of them once, in random order. */
export async function gatewayBenchmark(options: GatewayBenchmarkOptions): Promise<Row[]> {
  const effort = {
    ...(options.smoke ? SMOKE : FULL),
    ...(options.rounds === undefined ? {} : { rounds: options.rounds }),
  };
  const chosen = allVariants.filter(
    ({ name }) => options.only === undefined || name === BASE || options.only.includes(name),
  );
  const envoy = await findEnvoy();
  const stops: (() => Promise<void>)[] = [];
  try {
    const pods = await startPods(3);
    stops.push(pods.stop);
    const lookup = await startLookup(pods.pods);
    stops.push(lookup.stop);
    const load = startLoadClient();
    stops.push(load.stop);
    const envoys = new Map<Variant, BenchEnvoy>();
    for (const variant of chosen) {
      const started = await startEnvoy(envoy.path, {
        variant,
        pods: pods.pods,
        lookup,
        wasmPath: pluginWasmPath(),
      });
      stops.push(started.stop);
      started.pause();
      envoys.set(variant, started);
    }
    const rounds: Sample[][] = [];
    for (let round = 1; round <= effort.rounds; round += 1) {
      const samples: Sample[] = [];
      for (const variant of shuffled(chosen)) {
        const running = envoys.get(variant) as BenchEnvoy;
        samples.push(await measure(variant, { envoy: running, pods, load }, effort));
      }
      rounds.push(samples);
      options.log(`round ${round} of ${effort.rounds}`);
    }
    options.log(
      `Envoy ${envoy.version}, --concurrency 1 on one core; load, pods and lookup service on the other. ` +
        `${cpus()[0]?.model ?? "unknown CPU"}, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}. ` +
        `${effort.connections} connections, 3 pods, medians of ${effort.rounds} rounds.`,
    );
    return summarize(chosen, rounds);
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

/** The report as text: the table, then what its columns mean. */
export const gatewayReport = (rows: readonly Row[]): string =>
  `${formatTable(rows)}\n
µs/request: CPU of the whole Envoy process, closed loop. ratio: to no filter, taken inside each round.
reached: least share over the rounds of requests that arrived at the pod they name; a filter that is fast
because it fails open shows here. p50 and p99: at the fixed arrival rate, from the moment a request is due.
requests/s: closed loop, bounded by the core that load and pods share.`;
