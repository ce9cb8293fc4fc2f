/**
 * The filter's metrics. Counters are kept in the VM's memory and handed to the host on ticks, because a
 * host call for each count would cost more than the rest of the bookkeeping of a request.
 */
import { literal, size, Span } from "./bytes/span";
import * as writer from "./bytes/writer";
import { FILTER_METRIC_PREFIX } from "./generated/wire";
import * as host from "./host/metric";

export const REQUESTS: u32 = 0;
export const PASSED: u32 = 1;
export const ROUTED_CLIENT: u32 = 2;
export const ROUTED_COOKIE: u32 = 3;
export const ROUTED_SNAPSHOT: u32 = 4;
export const ROUTED_LOOKUP: u32 = 5;
export const REJECTED_FULL: u32 = 6;
export const CLIENT_GONE: u32 = 7;
export const LOOKUP_CALLS: u32 = 8;
export const LOOKUP_SHARED: u32 = 9;
export const SNAPSHOT_FETCHED: u32 = 10;
export const SNAPSHOT_UNCHANGED: u32 = 11;
export const SNAPSHOT_FAILED: u32 = 12;
export const SNAPSHOT_MALFORMED: u32 = 13;
export const RESPONSE_ERRORS: u32 = 14;
export const PROBES: u32 = 15;
/** The first of the causes; add a cause to it. */
export const UNROUTED: u32 = 16;

const NAMES: StaticArray<string> = [
  "requests",
  "passed",
  "routed_client",
  "routed_cookie",
  "routed_snapshot",
  "routed_lookup",
  "rejected_full",
  "client_gone",
  "lookup_calls",
  "lookup_shared",
  "snapshot_fetched",
  "snapshot_unchanged",
  "snapshot_failed",
  "snapshot_malformed",
  "response_errors",
  "probes",
  "unrouted_call_failed",
  "unrouted_reset",
  "unrouted_timeout",
  "unrouted_server_error",
  "unrouted_refused",
  "unrouted_unknown_pool",
  "unrouted_no_pod",
  "unrouted_full",
  "unrouted_malformed",
  "unrouted_breaker_open",
  "unrouted_overload",
];

const COUNTERS: u32 = 27;
/** Counts that the host does not have yet. */
const COUNTS = memory.data(27 * 8, 8);
const IDS = memory.data(27 * 4, 4);

let defined: bool = false;
let dirty: bool = false;
let podsId: u32 = 0;
let snapshotAgeId: u32 = 0;
let breakersOpenId: u32 = 0;
let lookupDurationId: u32 = 0;

const PREFIX = literal(FILTER_METRIC_PREFIX);
const PODS = literal("pods");
const SNAPSHOT_AGE = literal("snapshot_age_ms");
const BREAKERS_OPEN = literal("breakers_open");
const LOOKUP_DURATION = literal("lookup_duration_ms");

function define(type: i32, name: Span): u32 {
  writer.open(size(PREFIX) + size(name));
  writer.bytes(PREFIX);
  writer.bytes(name);
  return host.define(type, writer.close());
}

/** Makes all metrics known, so that each is there from the start with 0. */
export function defineAll(): void {
  if (defined) return;
  defined = true;
  for (let index: u32 = 0; index < COUNTERS; index++) {
    store<u32>(IDS + index * 4, define(host.COUNTER, literal(NAMES[index])));
  }
  podsId = define(host.GAUGE, PODS);
  snapshotAgeId = define(host.GAUGE, SNAPSHOT_AGE);
  breakersOpenId = define(host.GAUGE, BREAKERS_OPEN);
  lookupDurationId = define(host.HISTOGRAM, LOOKUP_DURATION);
}

/** Counts one; the host hears of it with the next tick. */
// @ts-ignore: decorator
@inline
export function count(counter: u32): void {
  const place = COUNTS + counter * 8;
  store<u64>(place, load<u64>(place) + 1);
  dirty = true;
}

/** Hands the counts to the host. */
export function flush(): void {
  if (!dirty) return;
  dirty = false;
  for (let index: u32 = 0; index < COUNTERS; index++) {
    const place = COUNTS + index * 8;
    const value = load<u64>(place);
    if (value == 0) continue;
    store<u64>(place, 0);
    host.increment(load<u32>(IDS + index * 4), <i64>value);
  }
}

export function recordPods(pods: u64): void {
  host.record(podsId, pods);
}

export function recordSnapshotAge(milliseconds: u64): void {
  host.record(snapshotAgeId, milliseconds);
}

export function recordLookupDuration(milliseconds: u64): void {
  host.record(lookupDurationId, milliseconds);
}

/** One more or one less open breaker; the gauge is the number of them over all filter instances. */
export function changeBreakersOpen(by: i64): void {
  host.increment(breakersOpenId, by);
}
