/** `pnpm bench memory`: resident memory of Envoy over a million requests through the filter. */
import { findEnvoy } from "@fairlead/local-gateway";
import { startEnvoy } from "./gateway/bench-envoy.ts";
import { startLookup } from "./gateway/bench-lookup.ts";
import { startPods } from "./gateway/bench-pods.ts";
import { startLoadClient } from "./gateway/load-client.ts";
import { loadRequests } from "./gateway/load-order.ts";
import { pluginWasmPath } from "./gateway/plugin-wasm.ts";
import { residentBytes } from "./gateway/process-usage.ts";
import { variants, type Variant } from "./gateway/variants.ts";

export interface MemoryRow {
  readonly variant: string;
  readonly requests: number;
  /** Resident bytes at tenths of the run; the first is taken after the warm-up. */
  readonly residentBytes: readonly number[];
  readonly grownShare: number;
}

/** Sends requests in tenths and reads the resident memory after each. */
export async function memoryBenchmark(options: {
  smoke: boolean;
  log: (line: string) => void;
}): Promise<MemoryRow[]> {
  const total = options.smoke ? 20_000 : 1_000_000;
  const envoyFound = await findEnvoy();
  const rows: MemoryRow[] = [];
  for (const name of ["snapshot-query", "per-request-query"]) {
    const stops: (() => Promise<void>)[] = [];
    try {
      const pods = await startPods(3);
      stops.push(pods.stop);
      const lookup = await startLookup(pods.pods);
      stops.push(lookup.stop);
      const load = startLoadClient();
      stops.push(load.stop);
      const variant = variants.find((candidate) => candidate.name === name) as Variant;
      const envoy = await startEnvoy(envoyFound.path, {
        variant,
        pods: pods.pods,
        lookup,
        wasmPath: pluginWasmPath(),
      });
      stops.push(envoy.stop);
      const order = {
        kind: "closed-loop",
        host: envoy.host,
        port: envoy.port,
        connections: 32,
        rate: 0,
        requests: loadRequests([{}]),
      } as const;
      await load.run({ ...order, durationMs: options.smoke ? 300 : 5_000 });
      const resident = [residentBytes(envoy.pid)];
      let done = 0;
      for (let tenth = 1; tenth <= 10; tenth += 1) {
        while (done < (total * tenth) / 10) {
          done += (await load.run({ ...order, durationMs: options.smoke ? 200 : 1_000 })).requests;
        }
        resident.push(residentBytes(envoy.pid));
      }
      options.log(name);
      rows.push({
        variant: name,
        requests: done,
        residentBytes: resident,
        grownShare: (resident.at(-1) ?? 0) / (resident[0] ?? 1) - 1,
      });
    } finally {
      for (const stop of stops.reverse()) await stop();
    }
  }
  return rows;
}

export const memoryReport = (rows: readonly MemoryRow[]): string =>
  rows
    .map(
      (row) =>
        `${row.variant}: ${row.requests} requests, RSS in MB at each tenth: ` +
        `${row.residentBytes.map((bytes) => (bytes / 1e6).toFixed(1)).join(" ")} (${(row.grownShare * 100).toFixed(1)} %)`,
    )
    .join("\n");
