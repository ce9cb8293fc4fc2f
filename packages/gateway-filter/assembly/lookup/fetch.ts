/** Keeps a pool's snapshot fresh, in the background. */
import { literal, NONE, span, Span } from "../bytes/span";
import { Cause, reportSnapshotFailure } from "../fail-open";
import { Configuration } from "../config/configuration";
import * as buffer from "../host/buffer";
import { nowMs, nowNanoseconds } from "../host/clock";
import * as headers from "../host/headers";
import { call, token } from "../host/http-call";
import * as metrics from "../metrics";
import * as random from "../random";
import { STATUS } from "../routing/names";
import { picksAnswered, writePicks } from "../snapshot/picks";
import { addCall } from "../state/calls";
import { Pool } from "../state/pool";
import { Root } from "../state/root";
import { snapshotRequest } from "./requests";
import { readStatus } from "./status";

/** 128 lines of the longest fields. */
const LARGEST_SNAPSHOT_BYTES: u32 = 128 * 512;
const SHORTEST_INTERVAL_MS: u64 = 50;
/** Ticks are as far apart as fetches are to be; one that comes a little early must not wait for the next. */
const SLACK_MS: u64 = 10;
/** From the end of a wait to the next tick, so that the answer is there by then. */
const SHORTEST_GAP_MS: u64 = 25;
/** Envoy lets a cluster have 1,024 requests at once by default, of all its workers, lookups among them. */
const MOST_WAITING: u32 = 16;
const ETAG = literal("etag");

const ASKER_LENGTH: u32 = 16;
const ASKER = memory.data(16);
let hasAsker: bool = false;

/** One random value for this VM. */
function asker(): Span {
  if (!hasAsker) {
    hasAsker = true;
    for (let index: u32 = 0; index < ASKER_LENGTH; index++) {
      const digit = random.below(36);
      store<u8>(ASKER + index, <u8>(digit < 10 ? 0x30 + digit : 0x61 + digit - 10));
    }
  }
  return span(ASKER, ASKER_LENGTH);
}

/** Fetches the snapshot when it is time: busy pools each interval, idle ones before it gets too old. */
export function fetchWhenDue(root: Root, pool: Pool): void {
  const now = nowMs();
  pool.age(now);
  if (pool.fetching || now < pool.nextFetchMs) return;
  const configuration = root.config();
  if (!pool.busy && pool.fresh) {
    const refreshMs = pool.heldSinceMs + pool.maxAgeMs / 2;
    if (now < refreshMs) return;
  }
  const interval = intervalMs(configuration, pool);
  pool.nextFetchMs = now + interval - SLACK_MS;
  pool.busy = false;
  const picks = writePicks(pool.table, pool.sequence);
  const etag = pool.fresh ? pool.heldEtag() : NONE;
  const mayWait = etag != NONE && root.waitingFetches < MOST_WAITING;
  const waitMs = mayWait ? longestWaitMs(interval, pool.maxAgeMs) : 0;
  const request = snapshotRequest(configuration, pool.name, asker(), picks, etag, waitMs);
  if (!call(configuration.upstreamName, request, configuration.timeoutMs + <u32>waitMs)) {
    metrics.count(metrics.SNAPSHOT_FAILED);
    reportSnapshotFailure(root, Cause.CallFailed);
    return;
  }
  pool.fetching = true;
  pool.waits = waitMs > 0;
  if (pool.waits) root.waitingFetches++;
  pool.fetchStartedMs = now;
  const pending = addCall(token, root.contextId);
  pending.pool = changetype<usize>(pool);
  pending.startedNanoseconds = nowNanoseconds();
}

/** The configured interval, or less where the service lets snapshots age faster than that. */
function intervalMs(configuration: Configuration, pool: Pool): u64 {
  if (pool.heldSinceMs == 0) return configuration.snapshotIntervalMs;
  return min(<u64>configuration.snapshotIntervalMs, max(pool.maxAgeMs / 2, SHORTEST_INTERVAL_MS));
}

/** How long an answer may wait for other pods. A snapshot whose age counts from its request must not get old by it. */
function longestWaitMs(interval: u64, maxAgeMs: u64): u64 {
  const spareMs: u64 = maxAgeMs > interval ? (maxAgeMs - interval) / 4 : 0;
  return min(interval - max(interval / 8, SHORTEST_GAP_MS), spareMs);
}

/** Takes the answer. What is not a well-formed snapshot leaves the one that is held. */
export function onSnapshotAnswer(root: Root, pool: Pool, headerCount: u32, bodySize: u32): void {
  pool.fetching = false;
  if (pool.waits) root.waitingFetches--;
  pool.waits = false;
  const status = headerCount == 0 ? 0 : readStatus(headers.get(headers.CALL_RESPONSE, STATUS));
  if (status == 304 && pool.heldSinceMs != 0) {
    metrics.count(metrics.SNAPSHOT_UNCHANGED);
    pool.table.forgetNamed();
    answered(root, pool);
    return;
  }
  if (status != 200) {
    metrics.count(metrics.SNAPSHOT_FAILED);
    reportSnapshotFailure(root, causeOf(headerCount, status));
    return;
  }
  const etag = headers.get(headers.CALL_RESPONSE, ETAG);
  const fits = bodySize <= LARGEST_SNAPSHOT_BYTES;
  if (!fits || !pool.table.apply(buffer.read(buffer.CALL_RESPONSE_BODY, bodySize))) {
    metrics.count(metrics.SNAPSHOT_MALFORMED);
    reportSnapshotFailure(root, Cause.Malformed);
    return;
  }
  metrics.count(metrics.SNAPSHOT_FETCHED);
  pool.keepEtag(etag);
  answered(root, pool);
}

function answered(root: Root, pool: Pool): void {
  pool.sequence++;
  picksAnswered(pool.table);
  pool.candidates.rebuild(pool.table);
  pool.heldSinceMs = pool.fetchStartedMs;
  pool.maxAgeMs = min(<u64>root.config().snapshotMaxAgeMs, pool.table.maxAgeMs);
  pool.fresh = true;
  // An answer that is late must not cost the interval until the next tick.
  fetchWhenDue(root, pool);
}

function causeOf(headerCount: u32, status: u32): Cause {
  if (headerCount == 0) return Cause.Reset;
  if (status == 504) return Cause.Timeout;
  return status >= 500 ? Cause.ServerError : Cause.Refused;
}
