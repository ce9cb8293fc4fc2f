/** Takes the answer of a lookup: routes the request that waits for it, or lets it go on unrouted. */
import { at, between, end, literal, NONE, size, Span } from "../bytes/span";
import { Cause } from "../fail-open";
import { HEADER_ENDPOINTS, HEADER_POD_ID, HEADER_ROUTE_ID } from "../generated/wire";
import * as buffer from "../host/buffer";
import { valueIn } from "../host/pairs";
import { isEndpointList } from "../identifiers/endpoint";
import { isPodId, isRouteId, LONGEST_POD_ID } from "../identifiers/names";
import { Root } from "../state/root";
import { list, NO_CAUSE, note, readHead, retryAfter, serveQueue } from "./verdict";
import { letGo, route, take } from "./waiters";

const POD_ID = literal(HEADER_POD_ID);
const ROUTE_ID = literal(HEADER_ROUTE_ID);
const ENDPOINTS = literal(HEADER_ENDPOINTS);

/** A pod id and the line end that hand-written services like to add. */
const LONGEST_BODY: u32 = LONGEST_POD_ID + 2;

/** The pod of the answer read last, in scratch memory. */
export let podId: Span = NONE;
export let routeId: Span = NONE;
export let endpoints: Span = NONE;

/** `poolAddress` is 0 when the configuration has changed since the question. */
export function onLookupAnswer(
  root: Root,
  poolAddress: usize,
  streamId: u32,
  startedNanoseconds: u64,
  headerCount: u32,
  bodySize: u32,
): void {
  let cause = readHead(headerCount);
  if (cause == NO_CAUSE) cause = readPod(bodySize);
  note(root, poolAddress, startedNanoseconds, cause);
  if (take(streamId)) {
    if (cause == NO_CAUSE) route(root, poolAddress, streamId, podId, routeId, endpoints);
    else letGo(root, <Cause>cause, retryAfter);
  }
  serveQueue(root, poolAddress, cause);
}

/** Reads the pod of an answer with status 200; `NO_CAUSE` when it names one. */
export function readPod(bodySize: u32): i32 {
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
