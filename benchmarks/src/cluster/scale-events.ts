import { CROWD_NAMESPACE as NAMESPACE, paths } from "@fairlead/e2e/cluster";
import { LABEL_JOB_NAME } from "@fairlead/routing-schema";
import { askInTurn } from "./ask-in-turn.ts";
import { eventually, type BenchCluster, type Mode } from "./bench-cluster.ts";
import { openingTimes, type OpeningTimes } from "./opening-times.ts";
import { routeByHand, type RouteByHand } from "./route-by-hand.ts";
import { countScalerRequests, type RequestCounts } from "./scaler-requests.ts";

/** One pod more, and one less again. */
export interface ScaleEvents {
  readonly mode: Mode;
  /** Pods before and after. */
  readonly pods: number;
  readonly opening: OpeningTimes;
  /** When the last gateway led its first new client to the pod, in milliseconds of the epoch; where it was looked for. */
  readonly firstClientAtMs?: number | undefined;
  /** In subset mode: of objects of the same form. */
  readonly byHand?: RouteByHand | undefined;
  readonly up: RequestCounts;
  readonly down: RequestCounts;
}

/** What belongs to a scale event has been asked when nothing more has come for so long. */
const QUIET_MS = 1_500;
const QUIET_LIMIT_MS = 20_000;

async function addressOf({ world }: BenchCluster, routeId: string): Promise<string> {
  const selector = `?labelSelector=${LABEL_JOB_NAME}%3D${routeId}`;
  const [pod] = await world.items(`${paths.pods(NAMESPACE)}${selector}`);
  return (pod?.status?.podIP as string | undefined) ?? "";
}

/** Sends new clients until every gateway has led one to the pod that is added meanwhile. */
function expectClients(cluster: BenchCluster, pool: string) {
  const seen = new Map<string, Map<string, number>>();
  const asking = askInTurn(cluster.gateways, { host: `${pool}.test` }, ({ atMs, body, gateway }) => {
    const { address = "" } = (body.startsWith("{") ? JSON.parse(body) : {}) as { address?: string };
    const byGateway = seen.get(address) ?? new Map<string, number>();
    seen.set(address, byGateway);
    if (!byGateway.has(gateway.address)) byGateway.set(gateway.address, atMs);
  });
  return {
    end: asking.end,
    async atPod(address: string): Promise<number> {
      const { length } = cluster.gateways;
      await eventually("a client is led to the new pod", async () => seen.get(address)?.size === length);
      return Math.max(...(seen.get(address) ?? new Map<string, number>()).values());
    },
  };
}

/**
 * Adds a pod to a pool that has so many, and takes one away.
 *
 * @param isLooked whether clients are sent meanwhile; they, too, are a load
 */
export async function measureScaleEvents(
  cluster: BenchCluster,
  {
    isLooked,
    mode,
    pods,
    pool,
  }: { readonly pool: string; readonly mode: Mode; readonly pods: number; readonly isLooked: boolean },
): Promise<ScaleEvents> {
  const { audit } = cluster;
  await audit.takeUntilQuiet(QUIET_MS, QUIET_LIMIT_MS);
  const clients = isLooked ? expectClients(cluster, pool) : undefined;
  await cluster.resize(pool, pods + 1).catch(async (error: unknown) => {
    await clients?.end();
    throw error;
  });
  const added = await audit.takeUntilQuiet(QUIET_MS, QUIET_LIMIT_MS);
  const opening = openingTimes(added);
  let firstClientAtMs: number | undefined;
  try {
    firstClientAtMs = await clients?.atPod(await addressOf(cluster, opening.routeId));
  } finally {
    await clients?.end();
  }
  const byHand = mode === "subset" ? await routeByHand(cluster, pool, opening.routeId) : undefined;
  await audit.takeUntilQuiet(QUIET_MS, QUIET_LIMIT_MS);
  await cluster.resize(pool, pods);
  const removed = await audit.takeUntilQuiet(QUIET_MS, QUIET_LIMIT_MS);
  return {
    mode,
    pods,
    opening,
    firstClientAtMs,
    byHand,
    up: countScalerRequests(added),
    down: countScalerRequests(removed),
  };
}
