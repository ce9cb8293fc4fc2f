/** Takes the answer of a lookup that several requests share: the first line is for the first of them. */
import { equal, find, integer } from "../bytes/scan";
import { at, between, end, literal, NONE, size, span, Span } from "../bytes/span";
import { Cause } from "../fail-open";
import { HEADER_COUNT, SNAPSHOT_ABSENT } from "../generated/wire";
import * as buffer from "../host/buffer";
import { valueIn } from "../host/pairs";
import { isEndpointList, LONGEST_ENDPOINT_LIST } from "../identifiers/endpoint";
import { isPodId, isRouteId, LONGEST_POD_ID, LONGEST_ROUTE_ID } from "../identifiers/names";
import * as arena from "../memory/arena";
import { allocate, release } from "../memory/blocks";
import { Root } from "../state/root";
import { list, NO_CAUSE, note, readHead, readRefusal, retryAfter, serveQueue } from "./verdict";
import { letGo, route, take } from "./waiters";

const COUNT = literal(HEADER_COUNT);
const ABSENT = literal(SNAPSHOT_ABSENT);
const SPACE: u8 = 0x20;
const LINE_FEED: u8 = 0x0a;
const LONGEST_LINE: u32 = LONGEST_POD_ID + 1 + LONGEST_ROUTE_ID + 1 + LONGEST_ENDPOINT_LIST + 1;
/** Seconds in digits; a longer value is no number that is sent on. */
const LONGEST_RETRY_AFTER: u32 = 16;
const RETRY_AFTER = memory.data(16);

let podId: Span = NONE;
let routeId: Span = NONE;
let endpoints: Span = NONE;

/** `poolAddress` is 0 when the configuration has changed since the question. */
export function onSharedAnswer(
  root: Root,
  poolAddress: usize,
  sharers: usize,
  sharerCount: u32,
  startedNanoseconds: u64,
  headerCount: u32,
  bodySize: u32,
): void {
  let cause = readHead(headerCount);
  /** Why there is no pod for those beyond the last line. */
  let shortfall = cause;
  let body: Span = NONE;
  if (cause == NO_CAUSE) {
    if (bodySize <= sharerCount * LONGEST_LINE) body = buffer.read(buffer.CALL_RESPONSE_BODY, bodySize);
    if (isWellFormed(body, sharerCount)) {
      shortfall = readRefusal();
      if (shortfall == NO_CAUSE) shortfall = Cause.Malformed;
    } else {
      cause = Cause.Malformed;
      shortfall = cause;
      body = NONE;
    }
  }
  note(root, poolAddress, startedNanoseconds, cause);

  // Letting a request go on can start another callback, which forgets all scratch memory.
  const kept = keep(body);
  const delay = keepRetryAfter();
  let cursor = at(kept);
  for (let index: u32 = 0; index < sharerCount; index++) {
    const streamId = load<u32>(sharers + index * 4);
    const hasLine = cursor < end(kept);
    arena.reset();
    const isThere = take(streamId);
    if (hasLine) cursor = readLine(cursor, end(kept));
    if (!isThere) continue;
    if (hasLine) route(root, poolAddress, streamId, podId, routeId, endpoints);
    else letGo(root, <Cause>shortfall, delay);
  }
  release(at(kept), size(kept));
  arena.reset();
  serveQueue(root, poolAddress, cause);
}

/** Whether the body has as many lines as its header says, one at least and none too many, and all of them are of the form. */
function isWellFormed(body: Span, most: u32): bool {
  let lines: u32 = 0;
  for (let cursor = at(body); cursor < end(body); lines++) {
    cursor = readLine(cursor, end(body));
    if (cursor == 0 || !isPodId(podId)) return false;
    if (routeId != NONE && !isRouteId(routeId)) return false;
    if (endpoints != NONE && !isEndpointList(endpoints)) return false;
  }
  return lines > 0 && lines <= most && integer(valueIn(list, COUNT)) == lines;
}

/** Reads the fields of a line, and gives the start of the next one; 0 when it has not its three fields and its end. */
function readLine(start: usize, stop: usize): usize {
  const lineEnd = find(start, stop, LINE_FEED);
  const first = find(start, lineEnd, SPACE);
  if (lineEnd == stop || first == lineEnd) return 0;
  const second = find(first + 1, lineEnd, SPACE);
  if (second == lineEnd) return 0;
  podId = between(start, first);
  routeId = optional(between(first + 1, second));
  endpoints = optional(between(second + 1, lineEnd));
  return lineEnd + 1;
}

function optional(field: Span): Span {
  return equal(field, ABSENT) ? NONE : field;
}

/** A copy in a block of its own. */
function keep(bytes: Span): Span {
  if (size(bytes) == 0) return NONE;
  const block = allocate(size(bytes));
  memory.copy(block, at(bytes), size(bytes));
  return span(block, size(bytes));
}

function keepRetryAfter(): Span {
  if (size(retryAfter) == 0 || size(retryAfter) > LONGEST_RETRY_AFTER) return NONE;
  memory.copy(RETRY_AFTER, at(retryAfter), size(retryAfter));
  return span(RETRY_AFTER, size(retryAfter));
}
