import { randomBytes } from "node:crypto";
import type { ApiClient } from "../api/api-client.ts";
import type { ApiObject } from "../api/api-object.ts";
import { createResourceClient, type ObjectPlace } from "../api/resource-client.ts";
import { sleep, systemClock, type Clock, type Random } from "../clock/clock.ts";
import { isNotFound, isTransient } from "../errors/predicates.ts";
import { noMetrics, type Metrics } from "../metrics/metrics.ts";
import {
  createEventCorrelator,
  type Correlation,
  type CorrelatorOptions,
  type EventNote,
} from "./event-correlator.ts";
import { events, referenceTo, type EventObject } from "./event-object.ts";
import { createRecentMap } from "./recent-map.ts";

/** Settings of {@link createEventRecorder}. */
export interface EventRecorderOptions extends CorrelatorOptions {
  readonly client: ApiClient;
  /** Who tells, such as `fairlead-scaler`. */
  readonly component: string;
  /** Told of an event that could not be written. */
  readonly onError?: ((error: unknown) => void) | undefined;
  readonly metrics?: Metrics | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
}

/** Tells the users of an object what happened to it. */
export interface EventRecorder {
  /** Notes an event; it is written in the background. Never throws, never waits. */
  record(about: ApiObject, type: "Normal" | "Warning", reason: string, message: string): void;
  /** Waits until what was noted is written or given up, for `limitMs` (2,000) at most; at the end of a program. */
  flush(limitMs?: number): Promise<void>;
}

/** Notes that wait; more are dropped. As client-go's queue. */
const MAX_WAITING = 1_000;
/** Tries to write one event, and the time between them, as client-go. */
const TRIES = 12;
const RETRY_MS = 10_000;
/** The API server takes no longer one. */
const MAX_MESSAGE_LENGTH = 1_024;

/** Creates a recorder. */
export function createEventRecorder(options: EventRecorderOptions): EventRecorder {
  const { client, component, metrics = noMetrics, clock = systemClock, random = Math.random } = options;
  const objects = createResourceClient(client, events);
  const correlator = createEventCorrelator(options);
  const written = createRecentMap<ObjectPlace>(options.memory ?? 4_096);
  let waiting = 0;
  let last = Promise.resolve();

  const create = async (note: EventNote, correlation: Correlation & { kind: "write" }): Promise<void> => {
    const time = new Date(clock.wallMs()).toISOString();
    const { about, type, reason } = note;
    // Events about objects outside of namespaces are kept in `default`.
    const namespace = about.namespace ?? "default";
    const name = `${about.name ?? "unknown"}.${randomBytes(8).toString("hex")}`;
    const event: EventObject = {
      metadata: { namespace, name },
      involvedObject: about,
      type,
      reason,
      message: correlation.message.slice(0, MAX_MESSAGE_LENGTH),
      source: { component },
      reportingComponent: component,
      firstTimestamp: time,
      lastTimestamp: time,
      count: correlation.count,
    };
    await objects.create(event);
    written.set(correlation.key, { namespace, name });
    metrics.increment("recordedEvents", { outcome: "written" });
  };
  const write = async (note: EventNote, correlation: Correlation & { kind: "write" }): Promise<void> => {
    const earlier = correlation.count > 1 ? written.get(correlation.key) : undefined;
    if (earlier === undefined) return create(note, correlation);
    const lastTimestamp = new Date(clock.wallMs()).toISOString();
    const message = correlation.message.slice(0, MAX_MESSAGE_LENGTH);
    try {
      await objects.patch(earlier, { count: correlation.count, message, lastTimestamp }, { type: "merge" });
      metrics.increment("recordedEvents", { outcome: "merged" });
    } catch (error) {
      // Events live for an hour; the earlier one is gone.
      if (!isNotFound(error)) throw error;
      await create(note, { ...correlation, count: 1 });
    }
  };
  const drop = (error: unknown): void => {
    metrics.increment("recordedEvents", { outcome: "dropped" });
    options.onError?.(error);
  };
  const writeOrDrop = async (
    note: EventNote,
    correlation: Correlation & { kind: "write" },
  ): Promise<void> => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await write(note, correlation);
      } catch (error) {
        if (!isTransient(error) || tries >= TRIES) return drop(error);
        await sleep(clock, tries === 1 ? RETRY_MS * random() : RETRY_MS);
      }
    }
  };

  return {
    record(about, type, reason, message) {
      const note: EventNote = { about: referenceTo(about), type, reason, message };
      const correlation = correlator.correlate(note, clock.steadyMs());
      if (correlation.kind === "suppress") {
        metrics.increment("recordedEvents", { outcome: "suppressed" });
        return;
      }
      if (waiting >= MAX_WAITING) {
        drop(
          new Error(
            `${MAX_WAITING} events wait to be written; "${reason}" of ${note.about.name} is dropped.`,
          ),
        );
        return;
      }
      waiting += 1;
      last = last
        .then(() => writeOrDrop(note, correlation))
        .finally(() => {
          waiting -= 1;
        });
    },
    flush: async (limitMs = 2_000) => {
      const limit = new AbortController();
      await Promise.race([last, sleep(clock, limitMs, limit.signal)]);
      limit.abort();
    },
  };
}
