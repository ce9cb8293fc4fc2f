/** Requests that wait for a lookup: they leave with a pod, or without. */
import { NONE, Span } from "../bytes/span";
import { Cause, failOpen } from "../fail-open";
import { CONTINUE, resume, select } from "../host/stream";
import * as metrics from "../metrics";
import { lead } from "../routing/lead";
import { decide } from "../routing/decide";
import { readCookie, scanPath } from "../routing/wish";
import { expectResponse } from "../routing/response";
import { Pool } from "../state/pool";
import { Root } from "../state/root";
import { addStream, findStream, removeStream } from "../state/streams";

/** Of the stream taken last. */
let headerOnly: bool = false;
let questions: u32 = 0;

/** Notes that a stream waits. `questionsLeft`: pods that it names, and that may be asked about afterwards. */
export function wait(root: Root, streamId: u32, isHeaderOnly: bool, questionsLeft: u32 = 0): void {
  const stream = addStream(streamId, root.contextId);
  stream.waiting = true;
  stream.headerOnly = isHeaderOnly;
  stream.questions = questionsLeft;
}

/** Whether a stream still waits: its client may have left. */
export function waits(streamId: u32): bool {
  const stream = findStream(streamId);
  return stream != null && stream.waiting;
}

/** Ends the waiting of a stream, which becomes the effective context. False: its client has left. */
export function take(streamId: u32): bool {
  const stream = findStream(streamId);
  if (stream == null) return false;
  const isThere = stream.waiting && select(streamId);
  headerOnly = stream.headerOnly;
  questions = stream.questions;
  removeStream(stream);
  return isThere;
}

/** Leads the stream just taken to a pod. `poolAddress` is 0 when the configuration has changed since the question. */
export function route(
  root: Root,
  poolAddress: usize,
  streamId: u32,
  podId: Span,
  routeId: Span,
  endpoints: Span,
): void {
  metrics.count(metrics.ROUTED_LOOKUP);
  const configuration = root.config();
  lead(configuration, podId, routeId, endpoints, headerOnly ? NONE : scanPath(configuration));
  expectResponse(root, streamId, changetype<Pool | null>(poolAddress), null, podId, readCookie(configuration));
  resume();
}

/** Decides anew about the stream just taken, by what is known now. `mayAsk`: the service may be asked once more. */
export function decideAnew(root: Root, pool: Pool, streamId: u32, mayAsk: bool): void {
  if (decide(root, pool, streamId, headerOnly, mayAsk ? questions : 0) == CONTINUE) resume();
}

/** Lets the stream just taken go on unrouted. */
export function letGo(root: Root, cause: Cause, retryAfter: Span): void {
  if (!failOpen(root, cause, retryAfter)) resume();
}
