import type { IncomingMessage, ServerResponse } from "node:http";
import {
  HEADER_ASKER,
  HEADER_PICKS,
  HEADER_WAIT,
  PATH_LOOKUP,
  PATH_SNAPSHOT,
} from "@fairlead/routing-schema";
import type { AnswerLookup } from "../lookup/answer-lookup.ts";
import type { AnswerSnapshot } from "../snapshot/answer-snapshot.ts";
import type { PlainAnswer } from "./plain-answer.ts";

/** The pure handlers that gateways call. */
export interface HotAnswers {
  readonly answerLookup: AnswerLookup;
  readonly answerSnapshot: AnswerSnapshot;
}

/** The raw query of a target with this path; `undefined` for another path. */
function queryAt(target: string, path: string): string | undefined {
  if (!target.startsWith(path)) return undefined;
  if (target.length === path.length) return "";
  return target.codePointAt(path.length) === 0x3f ? target.slice(path.length + 1) : undefined;
}

const ACCEPT = "accept";

const single = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value.join(",") : value;

/** The `Accept` header. Read from the raw list: `request.headers` would build an object of all headers. */
function acceptOf(rawHeaders: readonly string[]): string | undefined {
  let accept: string | undefined;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    if (name.length !== ACCEPT.length || name.toLowerCase() !== ACCEPT) continue;
    const value = rawHeaders[index + 1] ?? "";
    accept = accept === undefined ? value : `${accept}, ${value}`;
  }
  return accept;
}

/**
 * An HTTP/1.1 connection stays open unless a header says otherwise (RFC 9112, section 9.3), so on one that
 * does, `Connection` and `Keep-Alive` would be read for nothing.
 */
function omitKeepAlive(request: IncomingMessage, response: ServerResponse): void {
  if (response.shouldKeepAlive && request.httpVersionMinor === 1) response.removeHeader("connection");
}

function send(response: ServerResponse, { status, headers, body, isAscii = false }: PlainAnswer): void {
  response.writeHead(status, headers as string[]);
  // The head and a text leave in one piece, in the encoding of the text.
  if (isAscii) response.end(body, "latin1");
  else response.end(body);
}

/**
 * Answers the two requests that gateways make, without a framework between; false when the request
 * is another one. The Hono application has the same routes for in-process use.
 */
export function answerHot(
  request: IncomingMessage,
  response: ServerResponse,
  { answerLookup, answerSnapshot }: HotAnswers,
): boolean {
  if (request.method !== "GET") return false;
  const target = request.url ?? "";
  const lookup = queryAt(target, PATH_LOOKUP);
  if (lookup !== undefined) {
    omitKeepAlive(request, response);
    send(response, answerLookup(lookup, acceptOf(request.rawHeaders)));
    return true;
  }
  const snapshot = queryAt(target, PATH_SNAPSHOT);
  if (snapshot === undefined) return false;
  const { headers } = request;
  const answer = answerSnapshot(snapshot, {
    asker: single(headers[HEADER_ASKER]),
    picks: single(headers[HEADER_PICKS]),
    ifNoneMatch: headers["if-none-match"],
    wait: single(headers[HEADER_WAIT]),
  });
  if (answer instanceof Promise) void answer.then((late) => send(response, late));
  else send(response, answer);
  return true;
}
