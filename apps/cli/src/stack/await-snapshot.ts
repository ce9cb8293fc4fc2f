import { setTimeout as sleep } from "node:timers/promises";
import type { LocalGateway } from "@fairlead/local-gateway";
import { FILTER_METRIC_PREFIX, SNAPSHOT_MAX_PODS } from "@fairlead/routing-schema";

const PODS = `${FILTER_METRIC_PREFIX}pods`;
const INTERVAL_MS = 50;

/** Waits until the gateway's filter holds a snapshot with so many pods, or as many as one has, or until the signal. */
export async function awaitSnapshot(
  gateway: Pick<LocalGateway, "stats">,
  pods: number,
  signal: AbortSignal,
): Promise<void> {
  async function held(): Promise<number> {
    try {
      return (await gateway.stats(PODS))[PODS] ?? 0;
    } catch {
      return 0;
    }
  }
  const wanted = Math.min(pods, SNAPSHOT_MAX_PODS);
  while (!signal.aborted && (await held()) < wanted) {
    await sleep(INTERVAL_MS, undefined, { signal }).catch(() => {});
  }
}
