import type { BenchEnvoy } from "./bench-envoy.ts";
import type { BenchPods } from "./bench-pods.ts";
import type { LoadClient } from "./load-client.ts";
import { loadRequests } from "./load-order.ts";
import { cpuMicroseconds, residentBytes } from "./process-usage.ts";
import type { Variant } from "./variants.ts";
import { HEADER_ENDPOINT, QUERY_PARAMETER_POD_ID } from "@fairlead/routing-schema";

/** How long and how hard. */
export interface Effort {
  readonly rounds: number;
  readonly warmUpMs: number;
  readonly closedLoopMs: number;
  readonly fixedRateMs: number;
  readonly connections: number;
  /** Requests per second of the fixed rate. */
  readonly rate: number;
}

/** One variant in one round. */
export interface Sample {
  readonly variant: string;
  readonly cpuPerRequest: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly residentBytes: number;
  readonly requests: number;
  readonly failures: number;
  /** Share of requests that arrived at the pod they name; NaN where none is to be named. */
  readonly reached: number;
}

function requestsFor(variant: Variant, pods: BenchPods["pods"]): string[] {
  if (variant.decider !== "client") return loadRequests([{}]);
  return loadRequests(
    pods.map(({ podId, host, port }) =>
      variant.route === "query"
        ? { query: `${QUERY_PARAMETER_POD_ID}=${podId}` }
        : { header: `${HEADER_ENDPOINT}: ${host}:${port}` },
    ),
  );
}

/** Measures one variant while all other Envoys stand still. */
export async function measure(
  variant: Variant,
  parts: { envoy: BenchEnvoy; pods: BenchPods; load: LoadClient },
  effort: Effort,
): Promise<Sample> {
  const { envoy, pods, load } = parts;
  const target = { host: envoy.host, port: envoy.port, connections: effort.connections, rate: effort.rate };
  const requests = requestsFor(variant, pods.pods);
  envoy.resume();
  await load.run({ ...target, kind: "closed-loop", durationMs: effort.warmUpMs, requests });
  const countsBefore = await pods.counts();
  const cpuBefore = cpuMicroseconds(envoy.pid);
  const closed = await load.run({
    ...target,
    kind: "closed-loop",
    durationMs: effort.closedLoopMs,
    requests,
  });
  const cpu = cpuMicroseconds(envoy.pid) - cpuBefore;
  const countsAfter = await pods.counts();
  const fixed = await load.run({ ...target, kind: "fixed-rate", durationMs: effort.fixedRateMs, requests });
  const resident = residentBytes(envoy.pid);
  envoy.pause();
  const reached = countsAfter.reached - countsBefore.reached;
  const strayed = countsAfter.strayed - countsBefore.strayed;
  const unrouted = countsAfter.unrouted - countsBefore.unrouted;
  return {
    variant: variant.name,
    cpuPerRequest: cpu / closed.requests,
    requestsPerSecond: closed.requests / (closed.durationMs / 1000),
    p50Ms: fixed.p50Ms,
    p99Ms: fixed.p99Ms,
    residentBytes: resident,
    requests: closed.requests + fixed.requests,
    failures: closed.failures + fixed.failures,
    reached: variant.decider === "balancing" ? Number.NaN : reached / (reached + strayed + unrouted),
  };
}
