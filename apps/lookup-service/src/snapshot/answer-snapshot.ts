import { parsePicks, type PicksReport } from "@fairlead/routing-schema";
import type { RandomSource } from "@fairlead/pod-picking";
import type { Clock } from "../clock.ts";
import { problemAnswer, type PlainAnswer } from "../http/plain-answer.ts";
import { readPoolQuery } from "../http/pool-query.ts";
import { findPool } from "../pools/find-pool.ts";
import type { Pool } from "../pools/pool.ts";
import type { PoolRegistry } from "../pools/pool-registry.ts";
import { createSnapshotCache, type SnapshotCache } from "./snapshot-cache.ts";

/** The headers that a snapshot request may carry. */
export interface SnapshotRequestHeaders {
  readonly asker: string | undefined;
  readonly picks: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

/** Answers `GET /v1/snapshot`; `query` is the raw query without its `?`. */
export type AnswerSnapshot = (query: string, headers: SnapshotRequestHeaders) => PlainAnswer;

/** What snapshots need. */
export interface AnswerSnapshotOptions {
  readonly registry: PoolRegistry;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly maxAgeMs: number;
  readonly instance: string;
  readonly firstGeneration: number;
  /** Called with the code of each refusal. */
  readonly refused?: (code: string) => void;
}

const ASKER = /^[a-z0-9]{1,32}$/;

/** Whether an `If-None-Match` header names an entity tag (RFC 9110, section 13.1.2: weak comparison). */
function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch === etag) return true;
  return ifNoneMatch.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
}

/** Creates the pure handler behind `/v1/snapshot`; the node server and the Hono route share it. */
export function createAnswerSnapshot(options: AnswerSnapshotOptions): AnswerSnapshot {
  const { registry, clock, refused, random, maxAgeMs, instance, firstGeneration } = options;
  const caches = new WeakMap<Pool, SnapshotCache>();

  function cacheOf(pool: Pool): SnapshotCache {
    let cache = caches.get(pool);
    if (cache === undefined) {
      cache = createSnapshotCache({ pool, maxAgeMs, random, instance, firstGeneration });
      caches.set(pool, cache);
    }
    return cache;
  }

  const refuse = (answer: PlainAnswer, code: string): PlainAnswer => {
    refused?.(code);
    return answer;
  };
  const invalid = (detail: string): PlainAnswer =>
    refuse(problemAnswer("invalid_request", detail), "invalid_request");

  return (queryText, { asker, picks, ifNoneMatch }) => {
    const nowMs = clock();
    const query = readPoolQuery(queryText);
    if ("invalid" in query) return invalid(query.invalid);
    if (asker !== undefined && !ASKER.test(asker))
      return invalid("The header x-fairlead-asker has another form than 1 to 32 characters a-z 0-9.");
    let report: PicksReport | undefined;
    if (picks !== undefined) {
      report = parsePicks(picks);
      if (report === undefined)
        return invalid("The header x-fairlead-picks has another form than `<sequence> <pod id>=<count> …`.");
    }
    const found = findPool(registry, query.pool);
    if (!("pool" in found)) return refuse(problemAnswer(found.code, found.detail), found.code);
    const { pool } = found;
    if (report !== undefined) pool.reportPicks(asker, report, nowMs);

    const cache = cacheOf(pool);
    const etag = cache.etag(asker, nowMs);
    if (matches(ifNoneMatch, etag)) {
      pool.counters.snapshotUnchanged += 1;
      return { status: 304, headers: ["etag", etag, "cache-control", "no-cache"], body: undefined };
    }
    const { body } = cache.get(asker, nowMs);
    pool.counters.snapshotSent += 1;
    return {
      status: 200,
      headers: [
        "content-type",
        "text/plain; charset=us-ascii",
        "content-length",
        String(body.length),
        "etag",
        etag,
        "cache-control",
        "no-cache",
      ],
      body,
    };
  };
}
