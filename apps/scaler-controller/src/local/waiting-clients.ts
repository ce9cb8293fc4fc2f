import type { LocalGateway } from "@fairlead/local-gateway";
import type { Clock } from "../interfaces/clock.ts";

const COUNTER = "fairlead_filter_unrouted_no_pod";

/** A client without a pod is told to try again after a second, and so comes once in this time. */
const WAITING_MS = 1_000;

/**
 * Counts the requests that the gateway's filter found no pod for in the last second. One that tries again
 * sooner than it is told to counts as several clients.
 */
export function createWaitingClients(
  gateway: Pick<LocalGateway, "stats">,
  clock: Clock,
): () => Promise<number> {
  let before: number | undefined;
  let arrivals: { readonly atMs: number; readonly count: number }[] = [];
  return async () => {
    const total = (await gateway.stats(COUNTER))[COUNTER] ?? 0;
    const nowMs = clock.nowMs();
    // The first look is no arrival; a counter that fell began anew with its filter.
    const count = before === undefined ? 0 : total >= before ? total - before : total;
    before = total;
    if (count > 0) arrivals.push({ atMs: nowMs, count });
    arrivals = arrivals.filter(({ atMs }) => nowMs - atMs < WAITING_MS);
    return arrivals.reduce((sum, arrival) => sum + arrival.count, 0);
  };
}
