import type { LocalGateway } from "@fairlead/local-gateway";
import type { Clock } from "../interfaces/clock.ts";

const COUNTER = "fairlead_filter_unrouted_no_pod";

/** Clients that come while there is no pod try again; who has not for this long is gone. */
const WAITING_MS = 5_000;

/** Counts the requests that the gateway's filter found no pod for, in the last five seconds. */
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
