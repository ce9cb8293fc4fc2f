import { createProblem, HEADER_ERROR } from "@fairlead/routing-schema";
import type { AnswerProblem } from "@fairlead/service-kit";

/** Seconds that a refused client waits before it asks again. */
const RETRY_AFTER_SECONDS = 1;

/** A refusal as problem details (RFC 9457). */
export const problemResponse: AnswerProblem = (code, detail, headers = {}) => {
  const problem = createProblem(code, detail);
  return Response.json(problem, {
    status: problem.status,
    headers: {
      "content-type": "application/problem+json",
      [HEADER_ERROR]: code,
      "cache-control": "no-store",
      ...(problem.status === 503 ? { "retry-after": String(RETRY_AFTER_SECONDS) } : {}),
      ...headers,
    },
  });
};
