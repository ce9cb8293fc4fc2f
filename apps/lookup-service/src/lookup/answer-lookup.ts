import {
  HEADER_BATCH,
  HEADER_ENDPOINTS,
  HEADER_POD_ID,
  HEADER_ROUTE_ID,
  LOOKUP_MAX_COUNT,
  type LookupAnswer,
} from "@fairlead/routing-schema";
import { prefersJson } from "@fairlead/service-kit";
import type { Clock } from "../clock.ts";
import { problemAnswer, type PlainAnswer } from "../http/plain-answer.ts";
import { readPoolQuery } from "../http/pool-query.ts";
import { findPool } from "../pools/find-pool.ts";
import type { Pool, PoolPick } from "../pools/pool.ts";
import type { PoolPod } from "../pools/pool-pod.ts";
import type { PoolRegistry } from "../pools/pool-registry.ts";
import type { RandomSource } from "@fairlead/pod-picking";
import { answerCount } from "./answer-count.ts";
import { endpointsOf } from "./endpoints-of.ts";

/**
 * Answers `GET /pod-lookup`; `query` is the raw query without its `?`. With `peek` (a HEAD request)
 * no pick is made: the answer is the pod that ranks best.
 */
export type AnswerLookup = (query: string, accept: string | undefined, peek?: boolean) => PlainAnswer;

/** What lookups need. */
export interface AnswerLookupOptions {
  readonly registry: PoolRegistry;
  readonly clock: Clock;
  readonly random: RandomSource;
  /** Called with the duration of one lookup in {@link DURATION_SAMPLE}, in seconds. */
  readonly observeSeconds?: (seconds: number) => void;
  /** Called with the code of each refusal that is not the pool's own. */
  readonly refused?: (code: string) => void;
}

/** Measuring costs as much as choosing, so one lookup in this many is measured. */
export const DURATION_SAMPLE = 16;

/** Candidates that a JSON answer lists. */
const CANDIDATES_MAX = 10;
const LARGEST_COUNT = String(LOOKUP_MAX_COUNT);

function textAnswer(pool: Pool, pod: PoolPod, nowMs: number): PlainAnswer {
  const { podId, routeId, endpoint } = pod;
  const headers = [
    "content-type",
    "text/plain; charset=us-ascii",
    "content-length",
    String(podId.length),
    HEADER_POD_ID,
    podId,
    HEADER_BATCH,
    LARGEST_COUNT,
    "cache-control",
    "no-store",
  ];
  if (routeId !== null) headers.push(HEADER_ROUTE_ID, routeId);
  if (endpoint !== null) headers.push(HEADER_ENDPOINTS, endpointsOf(endpoint, pool.fallbacks(nowMs)));
  return { status: 200, headers, body: podId, isAscii: true };
}

function jsonAnswer(
  pool: Pool,
  { pod, kept, blind }: Exclude<PoolPick, { refusal: string }>,
  nowMs: number,
  random: RandomSource,
): PlainAnswer {
  const answer: LookupAnswer = {
    pool: pool.id,
    podId: pod.podId,
    routeId: pod.routeId,
    endpoints: pod.endpoint === null ? [] : endpointsOf(pod.endpoint, pool.fallbacks(nowMs)).split(","),
    kept,
    blind,
    candidates: pool.table
      .rank({ nowMs, random, prefer: pod.podId, limit: CANDIDATES_MAX })
      .map((ranked) => ({
        podId: ranked.podId,
        routeId: pool.pods.get(ranked.podId)?.routeId ?? null,
        endpoint: pool.pods.get(ranked.podId)?.endpoint ?? null,
        load: ranked.load,
        capacity: ranked.capacity,
        score: ranked.score,
        ageMs: ranked.ageMs,
      })),
  };
  const body = JSON.stringify(answer);
  const text = textAnswer(pool, pod, nowMs);
  const headers = [...text.headers];
  headers[1] = "application/json";
  headers[3] = String(Buffer.byteLength(body));
  return { status: 200, headers, body };
}

function refusalAnswer(pool: Pool, refusal: "no_pod" | "full"): PlainAnswer {
  const detail =
    refusal === "full"
      ? `Every open pod of ${pool.id} is at its capacity.`
      : `The pool ${pool.id} has no open pod.`;
  return problemAnswer(refusal, detail);
}

/** Creates the pure handler behind `/pod-lookup`; the node server and the Hono route share it. */
export function createAnswerLookup({
  registry,
  clock,
  random,
  observeSeconds,
  refused,
}: AnswerLookupOptions): AnswerLookup {
  const refuse = (answer: PlainAnswer, code: string): PlainAnswer => {
    refused?.(code);
    return answer;
  };
  const answerMany = (pool: Pool, count: number, nowMs: number): PlainAnswer => {
    const outcome = answerCount(pool, count, nowMs);
    return "refusal" in outcome ? refusalAnswer(pool, outcome.refusal) : outcome.answer;
  };
  const answerOne = (
    pool: Pool,
    prefer: string | undefined,
    accept: string | undefined,
    peek: boolean,
    nowMs: number,
  ): PlainAnswer => {
    const outcome = peek ? pool.peek(prefer, nowMs) : pool.pick(prefer, nowMs);
    if ("refusal" in outcome) return refusalAnswer(pool, outcome.refusal);
    return prefersJson(accept)
      ? jsonAnswer(pool, outcome, nowMs, random)
      : textAnswer(pool, outcome.pod, nowMs);
  };
  let untilMeasured = 0;
  return (queryText, accept, peek = false) => {
    const nowMs = clock();
    const query = readPoolQuery(queryText);
    if ("invalid" in query) return refuse(problemAnswer("invalid_request", query.invalid), "invalid_request");
    const found = findPool(registry, query.pool);
    if (!("pool" in found)) return refuse(problemAnswer(found.code, found.detail), found.code);
    const { pool } = found;
    const { prefer, count } = query;
    if (count > 1 && (peek || prefersJson(accept))) {
      const detail = "A count above 1 is answered to GET, as text; leave count out, or ask for text/plain.";
      return refuse(problemAnswer("invalid_request", detail), "invalid_request");
    }
    const answer = count > 1 ? answerMany(pool, count, nowMs) : answerOne(pool, prefer, accept, peek, nowMs);
    untilMeasured -= 1;
    if (untilMeasured < 0) {
      untilMeasured = DURATION_SAMPLE - 1;
      observeSeconds?.((clock() - nowMs) / 1000);
    }
    return answer;
  };
}
