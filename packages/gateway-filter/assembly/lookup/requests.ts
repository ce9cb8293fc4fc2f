/** The requests to the lookup service, as serialised headers. */
import { at, literal, NONE, size, span, Span } from "../bytes/span";
import * as writer from "../bytes/writer";
import { Configuration } from "../config/configuration";
import {
  HEADER_ASKER,
  HEADER_PICKS,
  HEADER_WAIT,
  PATH_SNAPSHOT,
  QUERY_PARAMETER_COUNT,
  QUERY_PARAMETER_POOL,
  QUERY_PARAMETER_PREFER,
} from "../generated/wire";
import * as pairs from "../host/pairs";
import { allocate } from "../memory/blocks";
import { Pool } from "../state/pool";

const METHOD = literal(":method");
const GET = literal("GET");
const HEAD = literal("HEAD");
const PATH = literal(":path");
const AUTHORITY = literal(":authority");
const IF_NONE_MATCH = literal("if-none-match");
const ASKER = literal(HEADER_ASKER);
const PICKS = literal(HEADER_PICKS);
const WAIT = literal(HEADER_WAIT);
const SNAPSHOT = literal(PATH_SNAPSHOT);
const POOL = literal(QUERY_PARAMETER_POOL);
const PREFER = literal(QUERY_PARAMETER_PREFER);
const COUNT = literal(QUERY_PARAMETER_COUNT);

const LONGEST_PATH: u32 = 2048;
const LONGEST_NUMBER: u32 = 20;
const QUESTION_MARK: u8 = 0x3f;
const AMPERSAND: u8 = 0x26;

let separator: u8 = QUESTION_MARK;

function openPath(path: Span): void {
  writer.open(LONGEST_PATH);
  writer.bytes(path);
  separator = QUESTION_MARK;
  for (let index: u32 = 0; index < size(path); index++) {
    if (load<u8>(at(path) + index) == QUESTION_MARK) separator = AMPERSAND;
  }
}

function parameter(name: Span, value: Span): void {
  if (value == NONE) return;
  writer.byte(separator);
  writer.bytes(name);
  writer.byte(0x3d);
  writer.bytes(value);
  separator = AMPERSAND;
}

function beginPairs(configuration: Configuration, path: Span, method: Span = GET): void {
  pairs.begin();
  pairs.pair(METHOD, method);
  pairs.pair(PATH, path);
  pairs.pair(AUTHORITY, configuration.authority);
}

/** `GET <api_path>?pool=…&prefer=…`. Pool names and pod ids need no percent-encoding in a query. */
export function lookupRequest(configuration: Configuration, pool: Span, prefer: Span): Span {
  openPath(configuration.apiPath);
  parameter(POOL, pool);
  parameter(PREFER, prefer);
  beginPairs(configuration, writer.close());
  return pairs.serialise();
}

/** `HEAD <api_path>?pool=…&prefer=…`: whether the service knows the pod. Nothing is picked for it. */
export function namedRequest(configuration: Configuration, pool: Span, name: Span): Span {
  openPath(configuration.apiPath);
  parameter(POOL, pool);
  parameter(PREFER, name);
  beginPairs(configuration, writer.close(), HEAD);
  return pairs.serialise();
}

/** A lookup without a wish is the same each time: built once, kept with the pool. */
export function plainRequest(configuration: Configuration, pool: Pool): Span {
  if (pool.lookupHeaders == NONE) {
    const built = lookupRequest(configuration, pool.name, NONE);
    const kept = allocate(size(built));
    memory.copy(kept, at(built), size(built));
    pool.lookupHeaders = span(kept, size(built));
  }
  return pool.lookupHeaders;
}

/** `GET <api_path>?pool=…&count=…`. */
export function sharedLookupRequest(configuration: Configuration, pool: Span, count: u32): Span {
  openPath(configuration.apiPath);
  parameter(POOL, pool);
  writer.byte(separator);
  writer.bytes(COUNT);
  writer.byte(0x3d);
  writer.integer(count);
  beginPairs(configuration, writer.close());
  return pairs.serialise();
}

/** `GET /v1/snapshot?pool=…` with the report of own picks. `etag`: `NONE` where no snapshot is held. */
export function snapshotRequest(
  configuration: Configuration,
  pool: Span,
  asker: Span,
  picks: Span,
  etag: Span,
  waitMs: u64,
): Span {
  openPath(SNAPSHOT);
  parameter(POOL, pool);
  beginPairs(configuration, writer.close());
  pairs.pair(ASKER, asker);
  pairs.pair(PICKS, picks);
  if (etag != NONE) pairs.pair(IF_NONE_MATCH, etag);
  if (waitMs > 0) {
    writer.open(LONGEST_NUMBER);
    writer.integer(waitMs);
    pairs.pair(WAIT, writer.close());
  }
  return pairs.serialise();
}
