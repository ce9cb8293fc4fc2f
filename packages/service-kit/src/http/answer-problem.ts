import type { ErrorCode } from "@fairlead/routing-schema";

/** Refuses a request with the problem details (RFC 9457) of a code; `detail` says what happened this time. */
export type AnswerProblem = (
  code: ErrorCode,
  detail: string,
  headers?: Readonly<Record<string, string>>,
) => Response;
