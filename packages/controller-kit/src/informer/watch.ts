import type { IncomingMessage } from "node:http";
import type { ApiClient } from "../api/api-client.ts";
import type { ApiObject } from "../api/api-object.ts";
import { resourcePath, type ResourceType } from "../api/resource-type.ts";
import type { Selection } from "../api/resource-client.ts";
import type { Clock } from "../clock/clock.ts";
import { ApiError, errorFromAnswer } from "../errors/api-error.ts";
import { toApiError } from "../errors/to-api-error.ts";

/** What an API server tells of. */
export type WatchEvent<Item> =
  | { readonly type: "ADDED" | "MODIFIED" | "DELETED"; readonly object: Item }
  /** Nothing happened up to this version. */
  | { readonly type: "BOOKMARK"; readonly object: ApiObject };

/** Why a watch is over. */
export type WatchEnd =
  /** The API server ended it in order. */
  | { readonly reason: "closed" }
  /** Nothing came for longer than the API server ever keeps silent. */
  | { readonly reason: "deaf" }
  /** It was open, and its connection broke. */
  | { readonly reason: "broken"; readonly error: ApiError }
  | { readonly reason: "stopped" }
  | { readonly reason: "failed"; readonly error: ApiError };

/** Settings of {@link watchOnce}. */
export interface WatchOptions<Item extends ApiObject> {
  readonly client: ApiClient;
  readonly type: ResourceType<Item>;
  readonly selection: Selection;
  readonly resourceVersion: string;
  /** When the API server ends the watch by itself. */
  readonly timeoutSeconds: number;
  /** So long without a byte is too long. */
  readonly silenceMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told in order; what it throws ends the watch as `failed`. */
  readonly onEvent: (event: WatchEvent<Item>) => void;
  /** Told of each `ERROR` event, which ends the watch as `failed`. */
  readonly onErrorEvent?: () => void;
}

class Deaf extends Error {}
class Broken extends Error {}

/** Gives each line, and nothing of a line that is cut off. */
async function* readLines(stream: IncomingMessage): AsyncGenerator<string> {
  stream.setEncoding("utf8");
  let rest = "";
  try {
    for await (const chunk of stream as AsyncIterable<string>) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      yield* lines.filter((line) => line !== "");
    }
  } catch (cause) {
    throw new Broken("The connection broke.", { cause });
  }
}

function parseEvent(line: string): { readonly type: string; readonly object: unknown } {
  try {
    return JSON.parse(line) as { type: string; object: unknown };
  } catch (error) {
    throw new ApiError("malformed_answer", `A watch sent something else than JSON: ${line.slice(0, 100)}`, {
      cause: error,
    });
  }
}

/** Watches once, until that ends. Never rejects. */
export async function watchOnce<Item extends ApiObject>(options: WatchOptions<Item>): Promise<WatchEnd> {
  const { client, type, selection, clock, signal, silenceMs } = options;
  const { namespace, ...selectors } = selection;
  const path = resourcePath(type, { namespace });
  const silence = new AbortController();
  let cancel = (): void => {};
  const heard = (): void => {
    cancel();
    cancel = clock.after(silenceMs, () => silence.abort(new Deaf()));
  };
  heard();
  try {
    const answer = await client.stream({
      path,
      query: {
        ...selectors,
        watch: true,
        allowWatchBookmarks: true,
        resourceVersion: options.resourceVersion,
        timeoutSeconds: options.timeoutSeconds,
      },
      signal: AbortSignal.any([signal, silence.signal]),
    });
    answer.on("data", heard);
    for await (const line of readLines(answer)) {
      if (signal.aborted) break;
      const { type: eventType, object } = parseEvent(line);
      if (eventType === "ERROR") {
        options.onErrorEvent?.();
        const httpStatus = (object as { code?: number }).code ?? 500;
        throw errorFromAnswer({ what: `Watch of ${path}`, httpStatus, body: object });
      }
      options.onEvent({ type: eventType, object } as WatchEvent<Item>);
    }
    return { reason: signal.aborted ? "stopped" : "closed" };
  } catch (error) {
    if (signal.aborted) return { reason: "stopped" };
    if (silence.signal.aborted) return { reason: "deaf" };
    const what = `Watch of ${path}`;
    if (error instanceof Broken) return { reason: "broken", error: toApiError(error.cause, what) };
    return { reason: "failed", error: toApiError(error, what) };
  } finally {
    cancel();
  }
}
