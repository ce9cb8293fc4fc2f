/**
 * Failing open, in one place: whatever kept a request from being routed, it is counted by its cause, logged
 * without flooding, and goes on to the plain Service as the client sent it.
 */
import { literal, NONE, Span } from "./bytes/span";
import { nowMs } from "./host/clock";
import * as log from "./host/log";
import * as metrics from "./metrics";
import { removeInternalHeaders } from "./routing/internal-headers";
import { rejectFull } from "./routing/reject";
import { Root } from "./state/root";

/** Why a request goes on unrouted; the table of docs/protocol.md, in its order. */
export enum Cause {
  CallFailed = 0,
  Reset,
  Timeout,
  ServerError,
  Refused,
  UnknownPool,
  NoPod,
  Full,
  Malformed,
  BreakerOpen,
  Overload,
}

const NAMES: StaticArray<Span> = [
  literal("call_failed"),
  literal("reset"),
  literal("timeout"),
  literal("server_error"),
  literal("refused"),
  literal("unknown_pool"),
  literal("no_pod"),
  literal("full"),
  literal("malformed"),
  literal("breaker_open"),
  literal("overload"),
];

const MESSAGE = literal("request not routed");
const SNAPSHOT_MESSAGE = literal("snapshot not refreshed");
const CAUSE = literal("cause");
const UPSTREAM = literal("upstream");
const MORE = literal("more");
const LOG_INTERVAL_MS: u64 = 60000;
const SNAPSHOT_SLOT: u32 = 15;

/**
 * Lets the request of the effective context go on unrouted. True: an answer was sent in its place
 * (`on_full: reject`), and it must not be continued; `retryAfter` goes into that answer.
 */
export function failOpen(root: Root, cause: Cause, retryAfter: Span = NONE): bool {
  if (cause == Cause.Full && root.config().rejectWhenFull) {
    metrics.count(metrics.REJECTED_FULL);
    rejectFull(retryAfter);
    return true;
  }
  metrics.count(metrics.UNROUTED + cause);
  removeInternalHeaders();
  report(root, cause, cause, MESSAGE);
  return false;
}

/** Logs that a snapshot could not be had; requests fail on their own, and only if they must. */
export function reportSnapshotFailure(root: Root, cause: Cause): void {
  report(root, SNAPSHOT_SLOT, cause, SNAPSHOT_MESSAGE);
}

/** The first at once, then one a minute with the number of those left out. */
function report(root: Root, slot: u32, cause: Cause, message: Span): void {
  const lastLoggedMs = load<u64>(root.lastLoggedMs + slot * 8);
  const suppressed = root.suppressed + slot * 4;
  if (lastLoggedMs != 0 && nowMs() < lastLoggedMs + LOG_INTERVAL_MS) {
    store<u32>(suppressed, load<u32>(suppressed) + 1);
    return;
  }
  store<u64>(root.lastLoggedMs + slot * 8, nowMs());
  if (log.line(log.WARN, message)) {
    log.field(CAUSE, NAMES[cause]);
    log.field(UPSTREAM, root.config().upstreamName);
    log.number(MORE, load<u32>(suppressed));
    log.send();
  }
  store<u32>(suppressed, 0);
}
