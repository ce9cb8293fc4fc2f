import type { Clock } from "../clock.ts";
import { viewPods } from "../pools/describe-pool.ts";
import type { Pool } from "../pools/pool.ts";
import type { PoolRegistry } from "../pools/pool-registry.ts";
import {
  differenceEvents,
  encodeEvents,
  toPodState,
  wholePool,
  type PodState,
  type PoolEvent,
} from "./pool-events.ts";

/** Streams of what happens in the pools. */
export interface EventHub {
  /** A stream of one pool, or of all; `undefined` when there are {@link STREAMS_MAX} already, or after `stop`. */
  subscribe(pool: string | undefined): ReadableStream<Uint8Array> | undefined;
  /** Ends all streams. */
  stop(): void;
  readonly size: number;
}

/** What a hub is made of. */
export interface EventHubOptions {
  readonly registry: PoolRegistry;
  readonly clock: Clock;
  /** A comment is sent after so long without an event; default 15,000 ms. */
  readonly heartbeatMs?: number;
  /** How long a client may leave its buffer full; default 10,000 ms. */
  readonly slowMs?: number;
  readonly opened?: () => void;
  readonly closed?: (dropped: boolean) => void;
}

/** Streams at once. */
export const STREAMS_MAX = 256;
/**
 * Changes within a round make one set of events. Rounds are short while they cost little, so that who acts on
 * events acts soon, and take a twentieth of a core at most as long as they are not at their longest.
 */
const ROUND_MS = { shortest: 100, longest: 500 } as const;
const REST_PER_COST = 20;
/** Bytes that wait for a client before events are held back from it. */
export const STREAM_BUFFER_BYTES = 65_536;

interface Subscriber {
  readonly pool: string | undefined;
  readonly controller: ReadableStreamDefaultController<Uint8Array>;
  /** Since when its buffer is full; it gets the whole state once it has read it. */
  behindSinceMs: number | undefined;
  lastSentAtMs: number;
}

/**
 * Creates a hub. Nothing is computed while nobody listens. What a slow client misses is replaced by
 * the whole state once it has caught up; one that stays behind is closed, so the memory of a client is
 * bounded by its buffer and one state.
 */
export function createEventHub(options: EventHubOptions): EventHub {
  const { registry, clock, heartbeatMs = 15_000, slowMs = 10_000, opened, closed } = options;
  const subscribers = new Set<Subscriber>();
  let states = new Map<string, ReadonlyMap<string, PodState>>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const encoder = new TextEncoder();
  const heartbeat = encoder.encode(":\n\n");

  const readPool = (pool: Pool, nowMs: number): ReadonlyMap<string, PodState> =>
    new Map(viewPods(pool, nowMs).map((pod) => [pod.podId, toPodState(pod)]));
  const readPools = (nowMs: number): Map<string, ReadonlyMap<string, PodState>> =>
    new Map([...registry.pools].map(([id, pool]) => [id, readPool(pool, nowMs)]));

  function leave(subscriber: Subscriber, dropped: boolean): void {
    if (!subscribers.delete(subscriber)) return;
    closed?.(dropped);
    if (subscribers.size === 0) clearTimeout(timer);
  }

  function end(subscriber: Subscriber, dropped: boolean): void {
    leave(subscriber, dropped);
    if (dropped) subscriber.controller.error(new Error("the client reads too slowly"));
    else subscriber.controller.close();
  }

  function send(subscriber: Subscriber, bytes: Uint8Array, nowMs: number): void {
    subscriber.controller.enqueue(bytes);
    subscriber.lastSentAtMs = nowMs;
  }

  const wholeState = (pool: string | undefined): Uint8Array =>
    encoder.encode(
      encodeEvents([
        { event: "reset", data: {} },
        ...[...states]
          .filter(([id]) => pool === undefined || pool === id)
          .map(([id, pods]) => wholePool(id, pods)),
      ]),
    );

  function scheduleRound(costMs: number): void {
    clearTimeout(timer);
    const { longest, shortest } = ROUND_MS;
    timer = setTimeout(runRound, Math.min(longest, Math.max(shortest, REST_PER_COST * costMs)));
  }
  function runRound(): void {
    const startedAtMs = performance.now();
    round();
    if (subscribers.size > 0) scheduleRound(performance.now() - startedAtMs);
  }
  function round(): void {
    const nowMs = clock();
    const after = readPools(nowMs);
    const changes = new Map<string, PoolEvent[]>();
    for (const id of states.keys())
      if (!after.has(id)) changes.set(id, [{ event: "pool-removed", data: { pool: id } }]);
    for (const [id, pods] of after) {
      const before = states.get(id);
      const events = before === undefined ? [wholePool(id, pods)] : differenceEvents(id, before, pods);
      if (events.length > 0) changes.set(id, events);
    }
    states = after;
    // The same events go to many clients: they are written once.
    const written = new Map([...changes].map(([id, events]) => [id, encoder.encode(encodeEvents(events))]));
    const all = written.size === 0 ? undefined : Buffer.concat([...written.values()]);
    for (const subscriber of subscribers)
      deliver(subscriber, subscriber.pool === undefined ? all : written.get(subscriber.pool), nowMs);
  }

  function deliver(subscriber: Subscriber, bytes: Uint8Array | undefined, nowMs: number): void {
    const { controller, pool } = subscriber;
    if ((controller.desiredSize ?? 0) <= 0) {
      subscriber.behindSinceMs ??= nowMs;
      if (nowMs - subscriber.behindSinceMs >= slowMs) end(subscriber, true);
      return;
    }
    if (subscriber.behindSinceMs !== undefined) {
      subscriber.behindSinceMs = undefined;
      send(subscriber, wholeState(pool), nowMs);
    } else if (bytes !== undefined) send(subscriber, bytes, nowMs);
    else if (nowMs - subscriber.lastSentAtMs >= heartbeatMs) send(subscriber, heartbeat, nowMs);
    if (pool !== undefined && !states.has(pool)) end(subscriber, false);
  }

  return {
    subscribe(pool) {
      if (stopped || subscribers.size >= STREAMS_MAX) return undefined;
      let subscriber: Subscriber | undefined;
      return new ReadableStream<Uint8Array>(
        {
          start(controller) {
            const nowMs = clock();
            if (subscribers.size === 0) {
              states = readPools(nowMs);
              scheduleRound(0);
            }
            subscriber = { pool, controller, behindSinceMs: undefined, lastSentAtMs: nowMs };
            subscribers.add(subscriber);
            opened?.();
            send(subscriber, wholeState(pool), nowMs);
          },
          cancel() {
            if (subscriber !== undefined) leave(subscriber, false);
          },
        },
        new ByteLengthQueuingStrategy({ highWaterMark: STREAM_BUFFER_BYTES }),
      );
    },
    stop() {
      stopped = true;
      for (const subscriber of subscribers) end(subscriber, false);
      clearTimeout(timer);
    },
    get size() {
      return subscribers.size;
    },
  };
}
