/** Reads the text form of a snapshot (docs/protocol.md), line by line. */
import { equal, find, integer } from "../bytes/scan";
import { at, between, end, literal, NONE, size, Span } from "../bytes/span";
import {
  SNAPSHOT_ABSENT,
  SNAPSHOT_END,
  SNAPSHOT_FORMAT,
  SNAPSHOT_MAX_PODS,
  SNAPSHOT_STATE_DRAINING,
  SNAPSHOT_STATE_OPEN,
} from "../generated/wire";
import { isEndpoint } from "../identifiers/endpoint";
import { isPodId, isRouteId } from "../identifiers/names";

const FORMAT = literal(SNAPSHOT_FORMAT);
const END = literal(SNAPSHOT_END);
const ABSENT = literal(SNAPSHOT_ABSENT);
const OPEN = literal(SNAPSHOT_STATE_OPEN);
const DRAINING = literal(SNAPSHOT_STATE_DRAINING);

/** The first line's fields. */
export let generation: i64 = 0;
export let maxAgeMs: i64 = 0;
export let poolSize: i64 = 0;
export let lines: i64 = 0;
export let askers: i64 = 0;

/** A pod line's fields. */
export let podId: Span = NONE;
export let routeId: Span = NONE;
export let endpoint: Span = NONE;
export let open: bool = false;
export let score: i64 = 0;
export let step: i64 = 0;
/** -1: no limit. */
export let room: i64 = 0;

let cursor: usize = 0;
let lineEnd: usize = 0;
let stop: usize = 0;

function nextLine(): bool {
  lineEnd = find(cursor, stop, 0x0a);
  return lineEnd != stop;
}

/** The line's next field; `NONE` when there is none left, or when it is empty. */
function field(): Span {
  if (cursor > lineEnd) return NONE;
  const space = find(cursor, lineEnd, 0x20);
  const bytes = between(cursor, space);
  cursor = space + 1;
  return size(bytes) == 0 ? NONE : bytes;
}

function lineIsOver(): bool {
  const over = cursor == lineEnd + 1;
  cursor = lineEnd + 1;
  return over;
}

/** Starts reading; false when the first line is not one of this format. */
export function beginSnapshot(text: Span): bool {
  cursor = at(text);
  stop = end(text);
  if (!nextLine() || !equal(field(), FORMAT)) return false;
  generation = integer(field());
  maxAgeMs = integer(field());
  poolSize = integer(field());
  lines = integer(field());
  askers = integer(field());
  if (!lineIsOver() || generation < 0 || maxAgeMs < 0 || lines < 0 || askers < 1) return false;
  return lines <= SNAPSHOT_MAX_PODS && poolSize >= lines;
}

/** Reads the next pod line; false when it is malformed. */
export function nextPod(): bool {
  if (!nextLine()) return false;
  podId = field();
  routeId = field();
  endpoint = field();
  const state = field();
  score = integer(field());
  step = integer(field());
  const roomText = field();
  if (!lineIsOver() || !isPodId(podId) || score < 0 || step < 1) return false;
  open = equal(state, OPEN);
  if (!open && !equal(state, DRAINING)) return false;
  if (equal(routeId, ABSENT)) routeId = NONE;
  else if (!isRouteId(routeId)) return false;
  if (equal(endpoint, ABSENT)) endpoint = NONE;
  else if (!isEndpoint(endpoint)) return false;
  room = equal(roomText, ABSENT) ? -1 : integer(roomText);
  return room >= 0 || equal(roomText, ABSENT);
}

/** Whether the last line is there, and nothing after it. */
export function endSnapshot(): bool {
  return nextLine() && equal(field(), END) && lineIsOver() && cursor == stop;
}
