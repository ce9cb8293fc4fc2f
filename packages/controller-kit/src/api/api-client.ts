import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import type { KubeConfig } from "@kubernetes/client-node";
import { sleep, systemClock, type Clock } from "../clock/clock.ts";
import { withTimeLimit } from "../clock/time-limit.ts";
import { ApiError, errorFromAnswer } from "../errors/api-error.ts";
import { toApiError } from "../errors/to-api-error.ts";
import { noMetrics, type Metrics } from "../metrics/metrics.ts";
import { createConnection } from "./connection.ts";
import { describeRequest, send, type ApiRequest } from "./send.ts";

/** Settings of {@link createApiClient}. */
export interface ApiClientOptions {
  /** A request that is not answered by then fails with `timeout`; watches are exempt. Default 30,000. */
  readonly timeoutMs?: number | undefined;
  /** How often a request is sent again that the API server asked to have later. Default 10, as client-go. */
  readonly retries?: number | undefined;
  readonly metrics?: Metrics | undefined;
  readonly clock?: Clock | undefined;
}

/** A request, of which some things may be left out. */
export type ApiCall = Omit<ApiRequest, "signal"> & {
  readonly signal?: AbortSignal | undefined;
  /** Overrides the client's. */
  readonly timeoutMs?: number | undefined;
};

/** Speaks JSON with an API server, and nothing between: objects are as they are sent. */
export interface ApiClient {
  /**
   * Gives the answer's body. A request that is answered with 429 or 5xx and `Retry-After` is sent
   * again after that time; a `GET` whose connection breaks, at once.
   *
   * @throws ApiError
   */
  request<Body>(call: ApiCall): Promise<Body>;
  /**
   * Gives the answer as it comes in, for watches. Neither repeated nor limited in time.
   *
   * @throws ApiError when it does not begin with success.
   */
  stream(call: Omit<ApiRequest, "method">): Promise<IncomingMessage>;
  /** Closes idle connections. */
  close(): void;
}

const isSuccess = (status: number): boolean => status >= 200 && status < 300;

async function refuse(call: ApiRequest, answer: IncomingMessage): Promise<ApiError> {
  const body = await text(answer).catch(() => "");
  return errorFromAnswer({
    what: describeRequest(call),
    httpStatus: answer.statusCode ?? 0,
    body,
    retryAfter: answer.headers["retry-after"],
  });
}

/** How long to wait before a request is sent again, and how often that may be done. */
interface Repetition {
  readonly waitMs: number;
  readonly limit: number;
}

const NO_REPETITION: Repetition = { waitMs: 0, limit: 0 };

function repetitionOf(error: unknown, method: ApiRequest["method"], retries: number): Repetition {
  if (!ApiError.isInstance(error)) return NO_REPETITION;
  // The server may have closed the connection while it was idle.
  if (error.code === "unreachable") return { waitMs: 0, limit: method === "GET" ? Math.min(1, retries) : 0 };
  const { httpStatus = 0, retryAfterSeconds } = error;
  const isBusy = httpStatus === 429 || (httpStatus >= 500 && httpStatus < 600);
  return isBusy && retryAfterSeconds !== undefined
    ? { waitMs: retryAfterSeconds * 1_000, limit: retries }
    : NO_REPETITION;
}

/**
 * Connects to the API server of a kubeconfig, with its credentials.
 *
 * @throws Error when the kubeconfig has no current cluster.
 */
export function createApiClient(kubeConfig: KubeConfig, options: ApiClientOptions = {}): ApiClient {
  const { timeoutMs = 30_000, retries = 10, clock = systemClock, metrics = noMetrics } = options;
  const connection = createConnection(kubeConfig);
  const host = new URL(connection.server).host;
  const count = ({ method }: ApiRequest, code: string): void =>
    metrics.increment("restClientRequests", { code, method, host });

  async function begin(request: ApiRequest): Promise<IncomingMessage> {
    try {
      const answer = await send(connection, request);
      count(request, String(answer.statusCode));
      if (isSuccess(answer.statusCode ?? 0)) return answer;
      throw await refuse(request, answer);
    } catch (error) {
      if (ApiError.isInstance(error) && error.httpStatus === undefined) count(request, "<error>");
      throw error;
    }
  }

  const once = (call: ApiCall): Promise<unknown> => {
    const limit = {
      limitMs: call.timeoutMs ?? timeoutMs,
      signal: call.signal,
      message: "The request was not answered in time.",
    };
    return withTimeLimit(clock, limit, async (signal) => {
      const request: ApiRequest = { ...call, signal };
      const answer = await begin(request);
      const body = await text(answer).catch((error: unknown) => {
        call.signal?.throwIfAborted();
        throw toApiError(signal.aborted ? signal.reason : error, describeRequest(request));
      });
      try {
        return JSON.parse(body) as unknown;
      } catch (error) {
        const message = `${describeRequest(request)} was answered with something else than JSON: ${body.slice(0, 100)}`;
        throw new ApiError("malformed_answer", message, { httpStatus: answer.statusCode, cause: error });
      }
    });
  };

  return {
    async request<Body>(call: ApiCall) {
      for (let sent = 1; ; sent += 1) {
        try {
          return (await once(call)) as Body;
        } catch (error) {
          const { waitMs, limit } = repetitionOf(error, call.method, retries);
          if (sent > limit || !(await sleep(clock, waitMs, call.signal))) throw error;
        }
      }
    },
    stream: (call) => begin({ ...call, method: "GET" }),
    close: () => connection.close(),
  };
}
