/** Asks the lookup service for a pod while the request waits. */
import { at, NONE, size, span, Span } from "../bytes/span";
import { Cause, failOpen } from "../fail-open";
import { nowMs, nowNanoseconds, refresh } from "../host/clock";
import { call, token } from "../host/http-call";
import { CONTINUE, HOLD } from "../host/stream";
import { allocate } from "../memory/blocks";
import * as metrics from "../metrics";
import { addCall, lookups, MOST_LOOKUPS } from "../state/calls";
import { Pool } from "../state/pool";
import { Root } from "../state/root";
import { addStream } from "../state/streams";
import { lookupRequest } from "./requests";

/** Makes the call and holds the request; goes on unrouted when no call can be made. */
export function ask(root: Root, pool: Pool, streamId: u32, prefer: Span, headerOnly: bool): u32 {
  if (lookups >= MOST_LOOKUPS) return giveUp(root, Cause.Overload);
  refresh();
  if (!root.breaker.admits(nowMs())) return giveUp(root, Cause.BreakerOpen);
  metrics.count(metrics.LOOKUP_CALLS);
  const configuration = root.config();
  const request = prefer == NONE ? plainRequest(root, pool) : lookupRequest(configuration, pool.name, prefer);
  if (!call(configuration.upstreamName, request, configuration.timeoutMs)) {
    root.breaker.failed(nowMs());
    return giveUp(root, Cause.CallFailed);
  }
  const pending = addCall(token, root.contextId, streamId);
  pending.pool = changetype<usize>(pool);
  pending.startedNanoseconds = nowNanoseconds();
  const stream = addStream(streamId, root.contextId);
  stream.waiting = true;
  stream.token = token;
  stream.headerOnly = headerOnly;
  return HOLD;
}

function giveUp(root: Root, cause: Cause): u32 {
  return failOpen(root, cause) ? HOLD : CONTINUE;
}

/** The headers of a lookup without a wish are the same each time: built once, kept with the pool. */
function plainRequest(root: Root, pool: Pool): Span {
  if (pool.lookupHeaders == NONE) {
    const built = lookupRequest(root.config(), pool.name, NONE);
    const kept = allocate(size(built));
    memory.copy(kept, at(built), size(built));
    pool.lookupHeaders = span(kept, size(built));
  }
  return pool.lookupHeaders;
}
