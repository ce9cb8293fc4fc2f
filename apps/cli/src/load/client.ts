import type { Dispatcher } from "undici";

/** The beginning of an answer: a status, or an open session. */
export interface Answer {
  readonly status: number;
  /** Pod that the gateway named in `x-fairlead-pod-id`. */
  readonly namedPod: string | undefined;
  /** Pod that says of itself, in `x-served-by`, that it served. */
  readonly servingPod: string | undefined;
}

/** What a client is given. */
export interface ClientContext {
  readonly url: URL;
  readonly sessionMs: number;
  /** Connections that requests share. */
  readonly dispatcher: Dispatcher;
  /** Ends a session early, in good order. */
  readonly leave: AbortSignal;
  /** Told once, when the answer begins. */
  readonly onAnswer: (answer: Answer) => void;
}

/** How a visit went. `dropped`: the other side ended a session that was to go on. */
export type Visit = "completed" | "dropped" | "failed";

/** One client: comes, stays or not, and leaves. Never rejects. */
export type Client = (context: ClientContext) => Promise<Visit>;

/** A client that has no answer by then has failed. */
export const ANSWER_TIMEOUT_MS = 10_000;

const first = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;

/** Reads which pod an answer is from. */
export const answerOf = (
  status: number,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Answer => ({
  status,
  namedPod: first(headers["x-fairlead-pod-id"]),
  servingPod: first(headers["x-served-by"]),
});
