import { parsePicks, type PicksReport } from "@fairlead/routing-schema";
import type { RandomSource } from "@fairlead/pod-picking";
import type { Clock } from "../clock.ts";
import { problemAnswer, type PlainAnswer } from "../http/plain-answer.ts";
import { readPoolQuery } from "../http/pool-query.ts";
import { findPool } from "../pools/find-pool.ts";
import type { Pool } from "../pools/pool.ts";
import type { PoolRegistry } from "../pools/pool-registry.ts";
import { createSnapshotCache, type SnapshotCache } from "./snapshot-cache.ts";
import type { SnapshotHolds } from "./snapshot-holds.ts";

/** The headers that a snapshot request may carry. */
export interface SnapshotRequestHeaders {
  readonly asker: string | undefined;
  readonly picks: string | undefined;
  readonly ifNoneMatch: string | undefined;
  /** How long the answer may wait for other pods than those of the snapshot that is held, in ms. */
  readonly wait: string | undefined;
}

/** Answers `GET /v1/snapshot`; `query` is the raw query without its `?`. A promise where the answer waits. */
export type AnswerSnapshot = (
  query: string,
  headers: SnapshotRequestHeaders,
) => PlainAnswer | Promise<PlainAnswer>;

/** What snapshots need. */
export interface AnswerSnapshotOptions {
  readonly registry: PoolRegistry;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly maxAgeMs: number;
  readonly instance: string;
  readonly firstGeneration: number;
  readonly holds: Pick<SnapshotHolds, "hold">;
  /** Called with the code of each refusal. */
  readonly refused?: (code: string) => void;
}

const ASKER = /^[a-z0-9]{1,32}$/;
/** Up to a minute, which is the longest interval of a filter. */
const WAIT = /^(?:60000|[1-5]?[0-9]{1,4})$/;

/** Whether an `If-None-Match` header names an entity tag (RFC 9110, section 13.1.2: weak comparison). */
function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch === etag) return true;
  return ifNoneMatch.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
}

/** Creates the pure handler behind `/v1/snapshot`; the node server and the Hono route share it. */
export function createAnswerSnapshot(options: AnswerSnapshotOptions): AnswerSnapshot {
  const { registry, clock, refused, random, maxAgeMs, instance, firstGeneration, holds } = options;
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

  function answer(pool: Pool, { asker, ifNoneMatch }: SnapshotRequestHeaders): PlainAnswer {
    const nowMs = clock();
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
  }

  function find(id: string | undefined, found: (pool: Pool) => PlainAnswer | Promise<PlainAnswer>) {
    const search = findPool(registry, id);
    return "pool" in search
      ? found(search.pool)
      : refuse(problemAnswer(search.code, search.detail), search.code);
  }

  return (queryText, headers) => {
    const { asker, ifNoneMatch, picks, wait } = headers;
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
    if (wait !== undefined && !WAIT.test(wait))
      return invalid(
        "The header x-fairlead-wait has another form than a number of milliseconds, 60000 at most.",
      );
    return find(query.pool, (pool) => {
      if (report !== undefined) pool.reportPicks(asker, report, clock());
      const waitMs = Number(wait ?? 0);
      if (waitMs === 0 || ifNoneMatch === undefined || !cacheOf(pool).isOfPresentPods(ifNoneMatch))
        return answer(pool, headers);
      // The pool may have gone meanwhile.
      return holds.hold(pool, waitMs).then(() => find(query.pool, (present) => answer(present, headers)));
    });
  };
}
