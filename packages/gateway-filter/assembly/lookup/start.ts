/** Starts lookups: those of one request and those that several share. */
import { Span } from "../bytes/span";
import { Cause } from "../fail-open";
import { nowMs, nowNanoseconds, refresh } from "../host/clock";
import { call, token } from "../host/http-call";
import * as metrics from "../metrics";
import { addCall, Call } from "../state/calls";
import { Pool } from "../state/pool";
import { Root } from "../state/root";

/** Why the latest lookup was not started. */
export let obstacle: Cause = Cause.CallFailed;

/** Makes the call. Null, with `obstacle`, when there is none to wait for. The row is valid until the next one is added. */
export function startLookup(root: Root, pool: Pool, request: Span): Call | null {
  refresh();
  if (!root.breaker.admits(nowMs())) {
    obstacle = Cause.BreakerOpen;
    return null;
  }
  metrics.count(metrics.LOOKUP_CALLS);
  const configuration = root.config();
  if (!call(configuration.upstreamName, request, configuration.timeoutMs)) {
    root.breaker.failed(nowMs());
    pool.batch = 0;
    obstacle = Cause.CallFailed;
    return null;
  }
  pool.lookups++;
  const pending = addCall(token, root.contextId);
  pending.pool = changetype<usize>(pool);
  pending.startedNanoseconds = nowNanoseconds();
  return pending;
}
