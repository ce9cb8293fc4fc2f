import type { ApiClient } from "../api/api-client.ts";
import type { ApiObject } from "../api/api-object.ts";
import { createResourceClient, type Selection } from "../api/resource-client.ts";
import type { ResourceType } from "../api/resource-type.ts";
import { createBackOff, jitter, REFLECTOR_BACK_OFF, type BackOffOptions } from "../clock/back-off.ts";
import { sleep, type Clock, type Random } from "../clock/clock.ts";
import { ApiError } from "../errors/api-error.ts";
import { isExpired, retryAfterMs } from "../errors/predicates.ts";
import { toApiError } from "../errors/to-api-error.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { listAll } from "./list-all.ts";
import { isOlder } from "./resource-version.ts";
import { watchOnce, type WatchEnd, type WatchEvent } from "./watch.ts";

/** What a reflector tells. */
export interface ReflectorSink<Item> {
  /** All objects that there are. */
  replace(items: readonly Item[]): void;
  apply(event: WatchEvent<Item>): void;
  /** Something went wrong; the reflector goes on by itself. */
  onError(error: ApiError): void;
  /** Whether a watch is open, or is being opened. */
  onWatching(isWatching: boolean): void;
  /** The API server was heard. */
  onContact(): void;
}

/** Settings of {@link runReflector}. */
export interface ReflectorOptions<Item extends ApiObject> {
  readonly client: ApiClient;
  readonly type: ResourceType<Item>;
  readonly selection: Selection;
  readonly silenceMs: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly metrics: Metrics;
  readonly backOff?: BackOffOptions | undefined;
  readonly signal: AbortSignal;
  readonly sink: ReflectorSink<Item>;
}

/** The API server ends a watch after 5 to 10 minutes, as client-go asks it to. */
const MIN_WATCH_SECONDS = 300;
/** A watch that ends so soon, with nothing told, counts as failed: else it would be opened in a tight loop. */
const SHORT_WATCH_MS = 1_000;
/** A list that is older than what is known is asked for again so often, then believed: etcd may have been restored. */
const STALE_LISTS_REFUSED = 5;

/** Mirrors the objects of a kind: lists them, then watches, and starts over when that breaks. Ends with the signal only. */
export async function runReflector<Item extends ApiObject>(options: ReflectorOptions<Item>): Promise<void> {
  const { client, type, selection, clock, random, metrics, signal, sink } = options;
  const resource = type.plural;
  const objects = createResourceClient(client, type);
  const backOff = createBackOff(options.backOff ?? REFLECTOR_BACK_OFF, random);
  /** Version up to which everything is known; `undefined`: list. */
  let version: string | undefined;
  let newest = "";
  let staleLists = 0;

  const rest = async (error?: unknown): Promise<void> => {
    const waitMs = Math.max(backOff.next(clock.steadyMs()), retryAfterMs(error) ?? 0);
    await sleep(clock, waitMs, signal);
  };
  const learn = (seen: string | undefined): void => {
    if (seen === undefined || seen === "") return;
    version = seen;
    if (!isOlder(seen, newest)) newest = seen;
  };

  async function list(): Promise<void> {
    const { resourceVersion, items } = await listAll(objects, selection, signal);
    sink.onContact();
    if (isOlder(resourceVersion, newest) && staleLists < STALE_LISTS_REFUSED) {
      staleLists += 1;
      metrics.increment("informerLists", { resource, outcome: "stale" });
      throw new ApiError(
        "expired",
        `A list of ${resource} is of version ${resourceVersion}, older than ${newest}`,
      );
    }
    metrics.increment("informerLists", { resource, outcome: "read" });
    staleLists = 0;
    newest = resourceVersion;
    version = resourceVersion;
    sink.replace(items);
  }

  async function listOrRest(): Promise<void> {
    try {
      await list();
    } catch (error) {
      if (signal.aborted) return;
      if (staleLists === 0) metrics.increment("informerLists", { resource, outcome: "failed" });
      sink.onError(toApiError(error));
      await rest(error);
    }
  }

  async function watch(from: string): Promise<{ readonly end: WatchEnd; readonly isShort: boolean }> {
    const startedAtMs = clock.steadyMs();
    let events = 0;
    sink.onWatching(true);
    const end = await watchOnce({
      client,
      type,
      selection,
      resourceVersion: from,
      timeoutSeconds: Math.round(jitter(MIN_WATCH_SECONDS, 1, random)),
      silenceMs: options.silenceMs,
      clock,
      signal,
      onEvent(event) {
        events += 1;
        metrics.increment("informerEvents", { resource, type: event.type });
        sink.onContact();
        sink.apply(event);
        learn(event.object.metadata?.resourceVersion);
      },
      onErrorEvent: () => metrics.increment("informerEvents", { resource, type: "ERROR" }),
    });
    sink.onWatching(false);
    return { end, isShort: events === 0 && clock.steadyMs() - startedAtMs < SHORT_WATCH_MS };
  }

  async function watchOrRest(from: string): Promise<void> {
    const { end, isShort } = await watch(from);
    if (end.reason === "stopped") return;
    if (end.reason !== "failed") {
      metrics.increment("informerWatchEnds", { resource, reason: end.reason });
      if (end.reason === "broken") sink.onError(end.error);
      // As in client-go, one that went well is opened anew at once; whoever cannot open it waits.
      if (isShort) await rest();
      return;
    }
    const { error } = end;
    const isOld = isExpired(error);
    metrics.increment("informerWatchEnds", { resource, reason: isOld ? "expired" : "failed" });
    sink.onError(error);
    // An answer that nobody understands may have held an event: only a list tells what is true.
    if (isOld || error.code === "malformed_answer") version = undefined;
    await rest(error);
  }

  while (!signal.aborted) await (version === undefined ? listOrRest() : watchOrRest(version));
}
