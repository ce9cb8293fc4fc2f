import type { IncomingMessage, ServerResponse } from "node:http";
import type { ApiRequest } from "./api-request.ts";
import type { StatusAnswer } from "./status-body.ts";
import type { WatchStream } from "./watch-stream.ts";

/** A request that a client waits for an answer to. */
export interface Exchange {
  readonly request: ApiRequest;
  /** Aborted when the client has gone, or the proxy closes. */
  readonly signal: AbortSignal;
  /** Answers in the API server's place. */
  answer(answer: StatusAnswer): void;
  /** Answers with a whole body of JSON. */
  answerText(status: number, body: string): void;
  /** Breaks the connection, as a network or a dying server does. */
  reset(): void;
  /** Asks the API server, without answering yet. */
  ask(): Promise<IncomingMessage>;
  /** Asks the API server, and hands its answer on. `watch` gives a say in what is handed on of a watch. */
  forward(watch?: (stream: WatchStream) => void): Promise<void>;
}

/** What is done with a request, in the place of handing it on. */
export type Fault = (exchange: Exchange) => void | Promise<void>;

/** Writes a whole answer. */
export function writeAnswer(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    ...headers,
  });
  response.end(body);
}
