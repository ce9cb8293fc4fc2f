import {
  HEADER_BATCH,
  HEADER_COUNT,
  HEADER_ERROR,
  LOOKUP_MAX_COUNT,
  SNAPSHOT_ABSENT,
} from "@fairlead/routing-schema";
import type { PlainAnswer } from "../http/plain-answer.ts";
import type { Pool } from "../pools/pool.ts";
import { endpointsOf } from "./endpoints-of.ts";

/** What a lookup for several clients gave: an answer with a line or more, or why it has none. */
export type CountOutcome = { readonly answer: PlainAnswer } | { readonly refusal: "no_pod" | "full" };

/**
 * Picks for `count` clients, one after the other, each pick seen by the next. The body has a line
 * `<pod id> <route id or -> <endpoints or ->` for each pick; where the pods fill up meanwhile it has fewer, and
 * `x-fairlead-error` says why.
 */
export function answerCount(pool: Pool, count: number, nowMs: number): CountOutcome {
  let body = "";
  let lines = 0;
  let refusal: "no_pod" | "full" | undefined;
  while (lines < count) {
    const outcome = pool.pick(undefined, nowMs);
    if ("refusal" in outcome) {
      refusal = outcome.refusal;
      // The pick has counted the first of those who go without.
      if (refusal === "no_pod") pool.waiting.count(nowMs, count - lines - 1);
      break;
    }
    const { podId, routeId, endpoint } = outcome.pod;
    const endpoints = endpoint === null ? SNAPSHOT_ABSENT : endpointsOf(endpoint, pool.fallbacks(nowMs));
    body += `${podId} ${routeId ?? SNAPSHOT_ABSENT} ${endpoints}\n`;
    lines += 1;
  }
  if (refusal !== undefined && lines === 0) return { refusal };
  const headers = [
    "content-type",
    "text/plain; charset=us-ascii",
    "content-length",
    String(body.length),
    HEADER_COUNT,
    String(lines),
    HEADER_BATCH,
    String(LOOKUP_MAX_COUNT),
    "cache-control",
    "no-store",
  ];
  if (refusal !== undefined) headers.push(HEADER_ERROR, refusal);
  return { answer: { status: 200, headers, body, isAscii: true } };
}
