/** What the head of a lookup's answer says: of the service, and of those who wait. */
import { equal, integer } from "../bytes/scan";
import { literal, NONE, Span } from "../bytes/span";
import { Cause } from "../fail-open";
import {
  ERROR_FULL,
  ERROR_NO_POD,
  ERROR_UNKNOWN_POOL,
  HEADER_BATCH,
  HEADER_ERROR,
  LOOKUP_MAX_COUNT,
} from "../generated/wire";
import { nowMs, nowNanoseconds } from "../host/clock";
import * as headers from "../host/headers";
import { valueIn } from "../host/pairs";
import * as metrics from "../metrics";
import { STATUS } from "../routing/names";
import { Pool } from "../state/pool";
import { Root } from "../state/root";
import { askForQueue, letQueueGo } from "./share";
import { readStatus } from "./status";

const BATCH = literal(HEADER_BATCH);
const ERROR = literal(HEADER_ERROR);
const RETRY_AFTER = literal("retry-after");
const NO_POD = literal(ERROR_NO_POD);
const FULL = literal(ERROR_FULL);
const UNKNOWN_POOL = literal(ERROR_UNKNOWN_POOL);

/** No cause: the answer names a pod. */
export const NO_CAUSE: i32 = -1;

/** The answer's headers as serialised pairs. */
export let list: Span = NONE;
/** The service's own Retry-After, or `NONE`. */
export let retryAfter: Span = NONE;

/** Reads the head on the root context: why there is no pod, or `NO_CAUSE` with status 200. */
export function readHead(headerCount: u32): i32 {
  retryAfter = NONE;
  if (headerCount == 0) return Cause.Reset;
  // One host call for all headers costs as much as two single reads, and four are needed.
  list = headers.all(headers.CALL_RESPONSE);
  const status = readStatus(valueIn(list, STATUS));
  if (status == 200) return NO_CAUSE;
  if (status == 504) return Cause.Timeout;
  if (status == 503) {
    const refusal = readRefusal();
    if (refusal != NO_CAUSE) return refusal;
  }
  if (status == 404 && equal(valueIn(list, ERROR), UNKNOWN_POOL)) return Cause.UnknownPool;
  return status >= 500 ? Cause.ServerError : Cause.Refused;
}

/** Why the pool has no pod to give, as the answer's headers say; `NO_CAUSE` when they do not. */
export function readRefusal(): i32 {
  const code = valueIn(list, ERROR);
  if (equal(code, NO_POD)) return Cause.NoPod;
  if (!equal(code, FULL)) return NO_CAUSE;
  retryAfter = valueIn(list, RETRY_AFTER);
  return Cause.Full;
}

/** Notes what an answer tells of the service: its time, whether it is there, and how many clients it answers at once. */
export function note(root: Root, poolAddress: usize, startedNanoseconds: u64, cause: i32): void {
  const now = nowNanoseconds();
  metrics.recordLookupDuration(now > startedNanoseconds ? (now - startedNanoseconds) / 1000000 : 0);
  if (isFailure(cause)) root.breaker.failed(nowMs());
  else root.breaker.succeeded();
  if (poolAddress == 0) return;
  const pool = changetype<Pool>(poolAddress);
  pool.lookups--;
  if (cause == NO_CAUSE) pool.batch = readBatch();
  else if (cause != Cause.NoPod && cause != Cause.Full) pool.batch = 0;
}

/** The queue's turn: it has waited for an answer like this one, and shares its fate when it is a failure. */
export function serveQueue(root: Root, poolAddress: usize, cause: i32): void {
  if (poolAddress == 0) return;
  const pool = changetype<Pool>(poolAddress);
  if (isFailure(cause)) letQueueGo(root, pool, <Cause>cause);
  else askForQueue(root, pool);
}

function readBatch(): u32 {
  const most = integer(valueIn(list, BATCH));
  return most < 2 ? 0 : <u32>min<i64>(most, LOOKUP_MAX_COUNT);
}

/** Whether the service itself is in trouble, as against having no pod to give. */
export function isFailure(cause: i32): bool {
  return cause == Cause.Reset || cause == Cause.Timeout || cause == Cause.ServerError;
}
