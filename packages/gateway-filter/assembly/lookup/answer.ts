/** Takes the answer of a lookup: routes the request that waits for it, or lets it go on unrouted. */
import { equal } from "../bytes/scan";
import { at, between, end, literal, NONE, size, Span } from "../bytes/span";
import { Cause, failOpen } from "../fail-open";
import {
  ERROR_FULL,
  ERROR_NO_POD,
  ERROR_UNKNOWN_POOL,
  HEADER_ENDPOINTS,
  HEADER_ERROR,
  HEADER_POD_ID,
  HEADER_ROUTE_ID,
} from "../generated/wire";
import * as buffer from "../host/buffer";
import { nowMs, nowNanoseconds } from "../host/clock";
import * as headers from "../host/headers";
import { valueIn } from "../host/pairs";
import { resume, select } from "../host/stream";
import { isEndpointList } from "../identifiers/endpoint";
import { isPodId, isRouteId, LONGEST_POD_ID } from "../identifiers/names";
import * as metrics from "../metrics";
import { lead } from "../routing/lead";
import { STATUS } from "../routing/names";
import { readCookie, scanPath } from "../routing/request";
import { expectResponse } from "../routing/response";
import { Pool } from "../state/pool";
import { Root } from "../state/root";
import { findStream, removeStream } from "../state/streams";
import { readStatus } from "./status";

const POD_ID = literal(HEADER_POD_ID);
const ROUTE_ID = literal(HEADER_ROUTE_ID);
const ENDPOINTS = literal(HEADER_ENDPOINTS);
const ERROR = literal(HEADER_ERROR);
const RETRY_AFTER = literal("retry-after");
const NO_POD = literal(ERROR_NO_POD);
const FULL = literal(ERROR_FULL);
const UNKNOWN_POOL = literal(ERROR_UNKNOWN_POOL);

/** No cause: the answer names a pod. */
const NO_CAUSE: i32 = -1;
/** A pod id and the line end that hand-written services like to add. */
const LONGEST_BODY: u32 = LONGEST_POD_ID + 2;

let podId: Span = NONE;
let routeId: Span = NONE;
let endpoints: Span = NONE;
let retryAfter: Span = NONE;

/** `poolAddress` is 0 when the configuration has changed since the question. */
export function onLookupAnswer(
  root: Root,
  poolAddress: usize,
  streamId: u32,
  startedNanoseconds: u64,
  headerCount: u32,
  bodySize: u32,
): void {
  const now = nowNanoseconds();
  metrics.recordLookupDuration(now > startedNanoseconds ? (now - startedNanoseconds) / 1000000 : 0);
  const cause = read(headerCount, bodySize);
  if (isFailure(cause)) root.breaker.failed(nowMs());
  else root.breaker.succeeded();

  const stream = findStream(streamId);
  if (stream == null || !stream.waiting || !select(streamId)) {
    if (stream != null) removeStream(stream);
    return;
  }
  const headerOnly = stream.headerOnly;
  removeStream(stream);
  if (cause != NO_CAUSE) {
    if (failOpen(root, <Cause>cause, retryAfter)) return;
  } else {
    metrics.count(metrics.ROUTED_LOOKUP);
    const path = headerOnly ? NONE : scanPath(root.config());
    lead(root.config(), podId, routeId, endpoints, path);
    const pool = changetype<Pool | null>(poolAddress);
    expectResponse(root, streamId, pool, null, podId, readCookie(root.config()));
  }
  resume();
}

/** Reads the answer on the root context: `NO_CAUSE` and the pod, or why there is none. */
function read(headerCount: u32, bodySize: u32): i32 {
  if (headerCount == 0) return Cause.Reset;
  // One host call for all headers costs as much as two single reads, and four are needed.
  const list = headers.all(headers.CALL_RESPONSE);
  const status = readStatus(valueIn(list, STATUS));
  if (status == 504) return Cause.Timeout;
  retryAfter = NONE;
  if (status != 200) {
    const code = valueIn(list, ERROR);
    if (status == 503 && equal(code, NO_POD)) return Cause.NoPod;
    if (status == 503 && equal(code, FULL)) {
      retryAfter = valueIn(list, RETRY_AFTER);
      return Cause.Full;
    }
    if (status == 404 && equal(code, UNKNOWN_POOL)) return Cause.UnknownPool;
    return status >= 500 ? Cause.ServerError : Cause.Refused;
  }
  podId = valueIn(list, POD_ID);
  if (podId == NONE && bodySize <= LONGEST_BODY) podId = trimmed(buffer.read(buffer.CALL_RESPONSE_BODY, bodySize));
  if (!isPodId(podId)) return Cause.Malformed;
  routeId = valueIn(list, ROUTE_ID);
  if (routeId != NONE && !isRouteId(routeId)) return Cause.Malformed;
  endpoints = valueIn(list, ENDPOINTS);
  if (endpoints != NONE && !isEndpointList(endpoints)) return Cause.Malformed;
  return NO_CAUSE;
}

/** Without one line end. */
function trimmed(body: Span): Span {
  if (size(body) == 0 || load<u8>(end(body) - 1) != 0x0a) return body;
  const crlf = size(body) > 1 && load<u8>(end(body) - 2) == 0x0d;
  return between(at(body), end(body) - (crlf ? 2 : 1));
}

/** Whether the service itself is in trouble, as against having no pod to give. */
function isFailure(cause: i32): bool {
  return cause == Cause.Reset || cause == Cause.Timeout || cause == Cause.ServerError;
}
