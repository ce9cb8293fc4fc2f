import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { RandomSource } from "@fairlead/pod-picking";
import { FairleadError } from "@fairlead/routing-schema";
import type { Clock } from "../clock.ts";
import type { Pool } from "../pools/pool.ts";
import type { PoolRegistry } from "../pools/pool-registry.ts";
import type { SharingState } from "../pools/sharing-state.ts";
import type { ToldPicks } from "../pools/spread-picks.ts";
import { backOffMs } from "./back-off.ts";
import { createPickBatch } from "./pick-batch.ts";
import { decodePickMessage, encodePickMessage, type PickMessage } from "./pick-message.ts";
import { causeOf, ENTRIES_MAX, sharingError } from "./pick-stream.ts";
import type { OpenPickStream, PickStream, SharingCause, StreamEntry } from "./pick-stream.ts";
import { createReplicaLedger } from "./replica-ledger.ts";

/** What sharing is made of. */
export interface SharedPicksOptions {
  readonly registry: PoolRegistry;
  readonly open: OpenPickStream;
  /** Between two exchanges. */
  readonly intervalMs: number;
  readonly clock: Clock;
  readonly random: RandomSource;
  /** Told when an outage begins; not again before it has ended. */
  readonly lost: (error: FairleadError) => void;
  /** Told when picks are exchanged, for the first time or again. */
  readonly found: () => void;
  /** Told of each failure, and of each message that is none. */
  readonly failed: (cause: SharingCause) => void;
}

/** Tells other replicas of this one's picks, and takes theirs. Nothing else waits for it. */
export interface SharedPicks {
  readonly state: SharingState;
  /** Picks of this replica. */
  handedOut(pool: Pool, picks: ToldPicks): void;
  /** Begins to exchange as soon as the pods are known. */
  start(): void;
  /** Tells what is not told yet, if there is a connection, and ends. */
  stop(): Promise<void>;
}

/** Messages that one exchange appends at most. */
const APPEND_MAX = 8;
const FALLBACK_LEASE_MS = 30_000;

const asSharingError = (error: unknown): FairleadError =>
  FairleadError.isInstance(error)
    ? error
    : sharingError(
        "connection",
        `An error that nobody foresaw: ${error instanceof Error ? error.message : ""}`,
      );

/** Creates the sharing of one replica; nothing runs before `start`. */
export function createSharedPicks(options: SharedPicksOptions): SharedPicks {
  const { clock, failed, found, intervalMs, lost, open, random, registry } = options;
  const replica = randomBytes(8).toString("hex");
  const batch = createPickBatch(replica);
  const replicas = createReplicaLedger(replica);
  const stopping = new AbortController();
  let untold: readonly PickMessage[] = [];
  let isConnected = false;
  let fault: FairleadError | undefined;
  let skipsBacklog = false;
  let running: Promise<void> | undefined;

  const longestLeaseMs = (): number => {
    const leases = [...registry.pools.values()].map(({ settings }) => settings.picking.leaseSeconds * 1_000);
    return leases.length === 0 ? FALLBACK_LEASE_MS : Math.max(...leases);
  };
  const pause = (durationMs: number): Promise<unknown> =>
    sleep(durationMs, undefined, { signal: stopping.signal }).catch(() => {});

  function countSent(messages: readonly PickMessage[]): void {
    for (const { pools } of messages) {
      for (const [id, picks] of pools) {
        const pool = registry.get(id);
        if (pool === undefined) continue;
        for (const { count } of picks) pool.counters.sharedSent += count;
      }
    }
  }

  function take({ ageMs, text }: StreamEntry, nowMs: number): void {
    const message = text === undefined ? undefined : decodePickMessage(text, nowMs - ageMs);
    if (message === undefined) {
      failed("malformed");
      return;
    }
    if (!replicas.take(message.replica, message.sequence, nowMs)) return;
    for (const [id, picks] of message.pools) {
      const pool = registry.get(id);
      if (pool !== undefined) for (const told of picks) pool.takePicks(told, nowMs);
    }
  }

  /** One round trip; gives where to go on reading, and whether there may be more. */
  async function exchange(stream: PickStream, after: string): Promise<{ after: string; more: boolean }> {
    if (untold.length === 0) untold = batch.take();
    const telling = untold.slice(0, APPEND_MAX);
    const sentAtMs = clock();
    const entries = await stream.exchange({
      append: telling.map((message) => encodePickMessage(message, sentAtMs)),
      after,
      keepMs: longestLeaseMs(),
    });
    // The server was asked between sending and receiving.
    const askedAtMs = (sentAtMs + clock()) / 2;
    countSent(telling);
    untold = untold.slice(telling.length);
    for (const entry of entries) take(entry, askedAtMs);
    if (!isConnected) {
      isConnected = true;
      fault = undefined;
      found();
    }
    return {
      after: entries.at(-1)?.id ?? after,
      more: entries.length === ENTRIES_MAX || untold.length > 0,
    };
  }

  /** Exchanges until the connection breaks or the service stops. */
  async function serve(stream: PickStream): Promise<void> {
    // A lease is read again after each outage: what was taken before is known by its number.
    let after = await stream.placeBefore(skipsBacklog ? 0 : longestLeaseMs());
    skipsBacklog = false;
    for (;;) {
      const isLast = stopping.signal.aborted;
      const next = await exchange(stream, after);
      after = next.after;
      if (isLast) return;
      if (!next.more) await pause(intervalMs);
    }
  }

  async function run(): Promise<void> {
    while (!registry.ready && !stopping.signal.aborted) await pause(intervalMs);
    let failures = 0;
    while (!stopping.signal.aborted) {
      let stream: PickStream | undefined;
      try {
        stream = await open();
        await serve(stream);
      } catch (error) {
        const shown = asSharingError(error);
        const isNew = isConnected || fault === undefined;
        failures = isConnected ? 1 : failures + 1;
        isConnected = false;
        fault = shown;
        // What is too large to be read stays where it is: it is not read again.
        skipsBacklog = causeOf(shown) === "too_large";
        failed(causeOf(shown));
        if (isNew) lost(shown);
        await pause(backOffMs(failures, random()));
      } finally {
        stream?.close();
      }
    }
    isConnected = false;
  }

  return {
    state: {
      get isConnected() {
        return isConnected;
      },
      get fault() {
        return fault;
      },
      replicasSince: (sinceMs) => replicas.heardSince(sinceMs),
    },
    handedOut(pool, picks) {
      if (!batch.add(pool.id, picks)) pool.counters.sharedDropped += picks.count;
    },
    start: () => void (running ??= run()),
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
