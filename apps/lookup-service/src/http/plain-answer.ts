import { createProblem, HEADER_ERROR, type ErrorCode } from "@fairlead/routing-schema";
import type { AnswerProblem } from "@fairlead/service-kit";

/** An answer before any HTTP library has touched it. */
export interface PlainAnswer {
  readonly status: number;
  /** Names and values in turn, as `response.writeHead` takes them. */
  readonly headers: readonly string[];
  /** Absent with 304. */
  readonly body: string | Buffer | undefined;
  /** True where `body` is a text of ASCII alone, which is cheaper to send. */
  readonly isAscii?: boolean;
}

/** Seconds that a refused client waits before it asks again. */
export const RETRY_AFTER_SECONDS = 1;

/** A refusal as problem details (RFC 9457); `status` where the code has none of its own. */
export function problemAnswer(
  code: ErrorCode,
  detail: string,
  { headers = [], status }: { readonly headers?: readonly string[]; readonly status?: number } = {},
): PlainAnswer {
  const described = createProblem(code, detail);
  const problem = status === undefined ? described : { ...described, status };
  const body = JSON.stringify(problem);
  return {
    status: problem.status,
    headers: [
      "content-type",
      "application/problem+json",
      "content-length",
      String(Buffer.byteLength(body)),
      HEADER_ERROR,
      code,
      "cache-control",
      "no-store",
      ...(problem.status === 503 ? ["retry-after", String(RETRY_AFTER_SECONDS)] : []),
      ...headers,
    ],
    body,
  };
}

/** The same answer for the Fetch API. */
export function toResponse({ status, headers, body }: PlainAnswer): Response {
  const pairs = new Headers();
  for (let index = 0; index + 1 < headers.length; index += 2)
    pairs.append(headers[index] ?? "", headers[index + 1] ?? "");
  return new Response(
    typeof body === "string" || body === undefined ? (body ?? null) : new Uint8Array(body),
    { status, headers: pairs },
  );
}

/** A refusal for the Fetch API. */
export const problemResponse: AnswerProblem = (code, detail, headers = {}) =>
  toResponse(problemAnswer(code, detail, { headers: Object.entries(headers).flat() }));
