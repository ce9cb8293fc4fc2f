import {
  HEADER_ENDPOINTS,
  HEADER_POD_ID,
  HEADER_ROUTE_ID,
  type LookupAnswer,
} from "@fairlead/routing-schema";
import type { Clock } from "../clock.ts";
import { problemAnswer, type PlainAnswer } from "../http/plain-answer.ts";
import { readPoolQuery } from "../http/pool-query.ts";
import { prefersJson } from "../http/prefers-json.ts";
import { findPool } from "../pools/find-pool.ts";
import { FALLBACKS_MAX, type Pool, type PoolPick } from "../pools/pool.ts";
import type { PoolPod } from "../pools/pool-pod.ts";
import type { PoolRegistry } from "../pools/pool-registry.ts";
import type { RandomSource } from "@fairlead/pod-picking";

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
  /** Called with the duration of each lookup, in seconds. */
  readonly observeSeconds?: (seconds: number) => void;
  /** Called with the code of each refusal that is not the pool's own. */
  readonly refused?: (code: string) => void;
}

/** Candidates that a JSON answer lists. */
const CANDIDATES_MAX = 10;

function endpointsOf(pod: PoolPod, fallbacks: readonly PoolPod[]): string[] {
  if (pod.endpoint === null) return [];
  const endpoints = [pod.endpoint];
  for (const { podId, endpoint } of fallbacks) {
    if (endpoints.length > FALLBACKS_MAX) break;
    if (podId !== pod.podId && endpoint !== null) endpoints.push(endpoint);
  }
  return endpoints;
}

/** The text answer of a pod, kept while its fallbacks stay the same. */
interface KeptAnswer {
  readonly fallbacks: readonly PoolPod[];
  readonly answer: PlainAnswer;
}

const keptAnswers = new WeakMap<PoolPod, KeptAnswer>();
const NO_FALLBACKS: readonly PoolPod[] = [];

function textAnswer(pool: Pool, pod: PoolPod, nowMs: number): PlainAnswer {
  const fallbacks = pod.endpoint === null ? NO_FALLBACKS : pool.fallbacks(nowMs);
  const kept = keptAnswers.get(pod);
  if (kept?.fallbacks === fallbacks) return kept.answer;
  const headers = [
    "content-type",
    "text/plain; charset=us-ascii",
    "content-length",
    String(pod.podId.length),
    HEADER_POD_ID,
    pod.podId,
    "cache-control",
    "no-store",
  ];
  if (pod.routeId !== null) headers.push(HEADER_ROUTE_ID, pod.routeId);
  if (pod.endpoint !== null) headers.push(HEADER_ENDPOINTS, endpointsOf(pod, fallbacks).join(","));
  const answer: PlainAnswer = { status: 200, headers, body: pod.podId, isAscii: true };
  keptAnswers.set(pod, { fallbacks, answer });
  return answer;
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
    endpoints: endpointsOf(pod, pool.fallbacks(nowMs)),
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
  return (queryText, accept, peek = false) => {
    const nowMs = clock();
    const query = readPoolQuery(queryText);
    if ("invalid" in query) return refuse(problemAnswer("invalid_request", query.invalid), "invalid_request");
    const found = findPool(registry, query.pool);
    if (!("pool" in found)) return refuse(problemAnswer(found.code, found.detail), found.code);
    const { pool } = found;
    const outcome = peek ? pool.peek(query.prefer, nowMs) : pool.pick(query.prefer, nowMs);
    let answer: PlainAnswer;
    if ("refusal" in outcome) {
      const detail =
        outcome.refusal === "full"
          ? `Every open pod of ${pool.id} is at its capacity.`
          : `The pool ${pool.id} has no open pod.`;
      answer = problemAnswer(outcome.refusal, detail);
    } else {
      answer = prefersJson(accept)
        ? jsonAnswer(pool, outcome, nowMs, random)
        : textAnswer(pool, outcome.pod, nowMs);
    }
    observeSeconds?.((clock() - nowMs) / 1000);
    return answer;
  };
}
