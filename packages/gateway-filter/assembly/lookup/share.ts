/**
 * Shared lookups: while some are under way, further requests of the pool wait, and one call asks for all of
 * them as soon as any of those is answered. No request waits for two answers before its own is asked for.
 */
import { NONE } from "../bytes/span";
import { Cause } from "../fail-open";
import { LOOKUP_MAX_COUNT } from "../generated/wire";
import { select } from "../host/stream";
import * as arena from "../memory/arena";
import * as metrics from "../metrics";
import { setSharers, setStream } from "../state/calls";
import { Pool, releaseQueue } from "../state/pool";
import { Root } from "../state/root";
import { plainRequest, sharedLookupRequest } from "./requests";
import { obstacle, startLookup } from "./start";
import { letGo, take, waits } from "./waiters";

/** Lookups of the pool under way from which on requests wait for a call to share. */
const SHARE_FROM: u32 = 2;

/** Whether a request without a wish is to wait for a call to share. */
export function shares(root: Root, pool: Pool): bool {
  return pool.batch > 1 && pool.lookups >= SHARE_FROM && !root.breaker.open;
}

/** Whether the queue makes up a whole call. */
export function isQueueFull(pool: Pool): bool {
  return pool.queued >= min(pool.batch, <u32>LOOKUP_MAX_COUNT);
}

/** Asks for all that wait in the queue. When no call can be made, they go on unrouted. */
export function askForQueue(root: Root, pool: Pool): void {
  if (pool.queued == 0) return;
  const queued = pool.queued;
  const queue = pool.takeQueue();
  let count: u32 = 0;
  for (let index: u32 = 0; index < queued; index++) {
    const streamId = load<u32>(queue + index * 4);
    if (waits(streamId)) store<u32>(queue + 4 * count++, streamId);
  }
  // One call, unless the service has come to take fewer at once.
  for (let asked: u32 = 0; asked < count; ) {
    const ids = queue + asked * 4;
    const sharers = min(max(pool.batch, 1), count - asked);
    if (!askFor(root, pool, ids, sharers)) {
      letAllGo(root, ids, count - asked, obstacle);
      break;
    }
    asked += sharers;
  }
  releaseQueue(queue);
}

function askFor(root: Root, pool: Pool, ids: usize, count: u32): bool {
  const configuration = root.config();
  const request = count == 1 ? plainRequest(configuration, pool) : sharedLookupRequest(configuration, pool.name, count);
  const pending = startLookup(root, pool, request);
  if (pending == null) return false;
  if (count == 1) {
    setStream(pending, load<u32>(ids));
  } else {
    setSharers(pending, ids, count);
    for (let index: u32 = 0; index < count; index++) metrics.count(metrics.LOOKUP_SHARED);
  }
  return true;
}

/** Lets all that wait in the queue go on unrouted. */
export function letQueueGo(root: Root, pool: Pool, cause: Cause): void {
  if (pool.queued == 0) return;
  const queued = pool.queued;
  const queue = pool.takeQueue();
  letAllGo(root, queue, queued, cause);
  releaseQueue(queue);
}

function letAllGo(root: Root, ids: usize, count: u32, cause: Cause): void {
  for (let index: u32 = 0; index < count; index++) {
    arena.reset();
    if (take(load<u32>(ids + index * 4))) letGo(root, cause, NONE);
  }
}

/** Lets go who waits in the queues of a configuration that goes: nobody asks for them any more. */
export function abandonQueues(root: Root): void {
  for (let address = root.firstPool; address != 0; address = changetype<Pool>(address).next) {
    letQueueGo(root, changetype<Pool>(address), Cause.CallFailed);
  }
  select(root.contextId);
}
