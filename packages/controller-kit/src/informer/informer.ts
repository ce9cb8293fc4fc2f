import type { ApiClient } from "../api/api-client.ts";
import type { ApiObject } from "../api/api-object.ts";
import { keyOf } from "../api/object-key.ts";
import type { Selection } from "../api/resource-client.ts";
import type { ResourceType } from "../api/resource-type.ts";
import type { BackOffOptions } from "../clock/back-off.ts";
import { jitter } from "../clock/back-off.ts";
import { sleep, systemClock, type Clock, type Random } from "../clock/clock.ts";
import type { ApiError } from "../errors/api-error.ts";
import { noMetrics, type Metrics } from "../metrics/metrics.ts";
import { createHandlers, type InformerHandler } from "./handlers.ts";
import { createObjectStore, type IndexFunction, type ObjectStore } from "./object-store.ts";
import { runReflector } from "./reflector.ts";
import type { WatchEvent } from "./watch.ts";

/** Settings of {@link createInformer}. */
export interface InformerOptions<Item extends ApiObject> extends Selection {
  readonly client: ApiClient;
  readonly type: ResourceType<Item>;
  /** By name: the values under which an object is found with `store.byIndex`. */
  readonly indexes?: Readonly<Record<string, IndexFunction<Item>>> | undefined;
  /** What is kept of an object, to save memory. It must leave the metadata's names and version. */
  readonly transform?: ((item: Item) => Item) | undefined;
  /** All objects are told anew as updates after such a time, without asking the API server. Absent: never. */
  readonly resyncMs?: number | undefined;
  /**
   * A watch that is silent for so long is opened anew. API servers send a bookmark each minute.
   * Default 150,000.
   */
  readonly silenceMs?: number | undefined;
  /** Waits after a failure. Default: client-go's, 0.8 s doubling to 30 s, stretched by up to as much. */
  readonly backOff?: BackOffOptions | undefined;
  readonly metrics?: Metrics | undefined;
  /** Told of every failure; the informer goes on by itself. */
  readonly onError?: ((error: ApiError) => void) | undefined;
  /** Told when a handler throws; the informer goes on. Default: `console.error`. */
  readonly onHandlerError?: ((error: unknown) => void) | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
}

/** How an informer is doing. */
export interface InformerState {
  readonly isSynced: boolean;
  /** Whether a watch is open. */
  readonly isWatching: boolean;
  /** Time since the API server was last heard, bookmarks included; `Infinity` before the first answer. */
  readonly silentForMs: number;
  /** Since the last success. */
  readonly lastError: ApiError | undefined;
}

/** The objects of a kind, kept up to date. */
export interface Informer<Item extends ApiObject> {
  readonly type: ResourceType<Item>;
  readonly store: ObjectStore<Item>;
  /** Tells what happens from here on, after each object that is there as added. The function that is returned ends that. */
  addHandler(handler: InformerHandler<Item>): () => void;
  /** Waits until the first list has been read and told; `false` when the signal came first. */
  whenSynced(signal?: AbortSignal): Promise<boolean>;
  state(): InformerState;
  /** Runs until the signal. Call once. Never rejects: whatever breaks is begun anew. */
  run(signal: AbortSignal): Promise<void>;
}

const SILENCE_MS = 150_000;
/** Two informers with the same period do not resync at the same moment. */
const RESYNC_JITTER = 0.1;

/** Creates an informer, which does nothing until it is run. */
export function createInformer<Item extends ApiObject>(options: InformerOptions<Item>): Informer<Item> {
  const { type, metrics = noMetrics, clock = systemClock, random = Math.random } = options;
  const { transform = (item: Item) => item, namespace, labelSelector, fieldSelector } = options;
  const resource = type.plural;
  const store = createObjectStore(options.indexes);
  const handlers = createHandlers<Item>((error) => {
    metrics.increment("handlerErrors", { resource });
    (options.onHandlerError ?? console.error)(error);
  });
  const synced = Promise.withResolvers<void>();
  let isSynced = false;
  let isWatching = false;
  let heardAtMs = -Infinity;
  let lastError: ApiError | undefined;

  const put = (item: Item, isInitial: boolean): void => {
    const kept = transform(item);
    const before = store.put(kept);
    const isSame =
      before !== undefined && before.metadata?.resourceVersion === kept.metadata?.resourceVersion;
    if (before === undefined) handlers.added(kept, isInitial);
    else if (!isSame) handlers.updated(before, kept);
  };
  const remove = (key: string, last: Item | undefined): void => {
    const before = store.remove(key);
    const gone = last ?? before;
    if (before !== undefined && gone !== undefined) handlers.deleted(gone, last === undefined);
  };
  const measure = (): void => metrics.set("informerObjects", { resource }, store.size);

  function replace(items: readonly Item[]): void {
    const present = new Set(items.map(keyOf));
    for (const key of store.keys()) if (!present.has(key)) remove(key, undefined);
    for (const item of items) put(item, !isSynced);
    lastError = undefined;
    measure();
    if (isSynced) return;
    isSynced = true;
    metrics.set("informerSynced", { resource }, 1);
    synced.resolve();
  }
  function apply(event: WatchEvent<Item>): void {
    lastError = undefined;
    if (event.type === "BOOKMARK") return;
    if (event.type === "DELETED") remove(keyOf(event.object), transform(event.object));
    else put(event.object, false);
    measure();
  }
  async function resync(periodMs: number, signal: AbortSignal): Promise<void> {
    while (await sleep(clock, jitter(periodMs, RESYNC_JITTER, random), signal)) {
      for (const item of store.list()) handlers.updated(item, item);
    }
  }

  return {
    type,
    store,
    addHandler: (handler) => handlers.add(handler, store.list()),
    async whenSynced(signal) {
      if (signal === undefined || isSynced) {
        await synced.promise;
        return true;
      }
      const stopped = new Promise<boolean>((resolve) => {
        if (signal.aborted) resolve(false);
        signal.addEventListener("abort", () => resolve(false), { once: true });
      });
      return Promise.race([synced.promise.then(() => true), stopped]);
    },
    state: () => ({
      isSynced,
      isWatching,
      silentForMs: clock.steadyMs() - heardAtMs,
      lastError,
    }),
    async run(signal) {
      metrics.set("informerSynced", { resource }, 0);
      const reflecting = runReflector({
        client: options.client,
        type,
        selection: { namespace, labelSelector, fieldSelector },
        silenceMs: options.silenceMs ?? SILENCE_MS,
        backOff: options.backOff,
        clock,
        random,
        metrics,
        signal,
        sink: {
          replace,
          apply,
          onContact: () => void (heardAtMs = clock.steadyMs()),
          onWatching: (is) => void (isWatching = is),
          onError(error) {
            lastError = error;
            options.onError?.(error);
          },
        },
      });
      const resyncing = options.resyncMs === undefined ? undefined : resync(options.resyncMs, signal);
      await Promise.all([reflecting, resyncing]);
    },
  };
}
