/** `pnpm bench cluster`: what a pool costs on a real Kubernetes API and a real Istio, and how soon its pods are routed to. */
import { openBenchCluster, type BenchCluster, type Mode } from "./cluster/bench-cluster.ts";
import type { ClusterFigures } from "./cluster/figures.ts";
import { measureGateway, type GatewaySize } from "./cluster/measure-gateway.ts";
import { measureIdle, type IdleScaler } from "./cluster/measure-idle.ts";
import { measureScaleEvents, type ScaleEvents } from "./cluster/scale-events.ts";

export { clusterReport } from "./cluster/report.ts";

/** What is measured. */
export interface ClusterBenchmarkOptions {
  /** Usually `process.env`: where the programs of the test bed are looked for. */
  readonly environment: NodeJS.ProcessEnv;
  readonly smoke: boolean;
  /** Scale events at each size. Default 5; 1 in a smoke run. */
  readonly rounds?: number | undefined;
  /** The largest pool. Default 100; 10 in a smoke run. */
  readonly pods?: number | undefined;
  readonly log: (line: string) => void;
}

const EVENT_SIZES = [3, 10, 30];
const GATEWAY_SIZES = [10, 100, 300];
const IDLE_SECONDS = 30;
const SMOKE_IDLE_SECONDS = 5;

async function measureMode(
  cluster: BenchCluster,
  mode: Mode,
  {
    log,
    pods: most,
    rounds,
    smoke,
  }: ClusterBenchmarkOptions & { readonly rounds: number; readonly pods: number },
): Promise<ClusterFigures> {
  const pool = `bench-${mode}`;
  const scaleEvents: ScaleEvents[] = [];
  const idle: IdleScaler[] = [];
  const gateways: GatewaySize[] = [];
  const sizes = [...new Set([...EVENT_SIZES, ...GATEWAY_SIZES, most])].filter((pods) => pods <= most);
  const [first = 1] = sizes;
  await cluster.createPool(pool, mode, first);
  for (const pods of sizes.toSorted((one, other) => one - other)) {
    await cluster.resize(pool, pods);
    log(`  ${mode}: ${pods} pods`);
    if (pods === first || GATEWAY_SIZES.includes(pods))
      gateways.push(await measureGateway(cluster, { mode, pods }));
    // Among few pods a new one is picked at once; among many it may take a while that says nothing.
    const isLooked = pods === first && mode === "override-host";
    for (let round = 1; EVENT_SIZES.includes(pods) && round <= rounds; round += 1) {
      scaleEvents.push(await measureScaleEvents(cluster, { pool, mode, pods, isLooked }));
      log(`    round ${round} of ${rounds}`);
    }
    if (pods !== most) continue;
    const seconds = smoke ? SMOKE_IDLE_SECONDS : IDLE_SECONDS;
    idle.push(await measureIdle(cluster, { mode, pods, seconds }));
  }
  await cluster.deletePool(pool);
  return { scaleEvents, idle, gateways };
}

/** Starts a cluster, and has a pool of each mode grow in it. */
export async function clusterBenchmark(options: ClusterBenchmarkOptions): Promise<ClusterFigures> {
  const { smoke } = options;
  const { rounds = smoke ? 1 : 5, pods = smoke ? 10 : 100 } = options;
  const cluster = await openBenchCluster(options.environment);
  try {
    const subset = await measureMode(cluster, "subset", { ...options, rounds, pods });
    const overrideHost = await measureMode(cluster, "override-host", { ...options, rounds, pods });
    return {
      scaleEvents: [...subset.scaleEvents, ...overrideHost.scaleEvents],
      idle: [...subset.idle, ...overrideHost.idle],
      gateways: [...subset.gateways, ...overrideHost.gateways],
    };
  } finally {
    await cluster.close();
  }
}
