import type { ObjectReference } from "./event-object.ts";
import { createRecentMap } from "./recent-map.ts";

/** What is to be told of an object. */
export interface EventNote {
  readonly about: ObjectReference;
  readonly type: "Normal" | "Warning";
  readonly reason: string;
  readonly message: string;
}

/** Limits of {@link createEventCorrelator}; the defaults are client-go's. */
export interface CorrelatorOptions {
  /** Events of one object at once. Default 25. */
  readonly burst?: number;
  /** Further ones of it. Default 1 in 300 s. */
  readonly perSecond?: number;
  /** So many different messages of one reason on one object are written one by one. Default 10. */
  readonly maxSimilar?: number;
  /** Similar messages that lie further apart than this are not similar. Default 600,000. */
  readonly similarForMs?: number;
  /** Objects and messages that are remembered. Default 4,096. */
  readonly memory?: number;
}

/** What becomes of a note. */
export type Correlation =
  /** It is not written: the object has had too many. */
  | { readonly kind: "suppress" }
  /** It is written; `count` over 1: into the event of an earlier one, under the same `key`. */
  | { readonly kind: "write"; readonly key: string; readonly message: string; readonly count: number };

/** Decides which notes are written, and which become one, so that a loop that fails does not flood the API server. */
export interface EventCorrelator {
  correlate(note: EventNote, nowMs: number): Correlation;
}

/** What similar messages are written as. */
export const COMBINED_PREFIX = "(combined from similar events): ";

const objectOf = ({ about }: EventNote): string =>
  [about.apiVersion, about.kind, about.namespace, about.name, about.uid].join("\n");

/** Creates a correlator with the rules of client-go's: a token bucket per object, aggregation, counting of equals. */
export function createEventCorrelator(options: CorrelatorOptions = {}): EventCorrelator {
  const {
    burst = 25,
    perSecond = 1 / 300,
    maxSimilar = 10,
    similarForMs = 600_000,
    memory = 4_096,
  } = options;
  const buckets = createRecentMap<{ tokens: number; atMs: number }>(memory);
  const similar = createRecentMap<{ messages: Set<string>; atMs: number }>(memory);
  const counts = createRecentMap<number>(memory);

  const isSpam = (object: string, nowMs: number): boolean => {
    const bucket = buckets.get(object) ?? { tokens: burst, atMs: nowMs };
    bucket.tokens = Math.min(burst, bucket.tokens + ((nowMs - bucket.atMs) / 1_000) * perSecond);
    bucket.atMs = nowMs;
    buckets.set(object, bucket);
    if (bucket.tokens < 1) return true;
    bucket.tokens -= 1;
    return false;
  };

  /** Too many different messages of one kind become one. */
  const aggregate = (kind: string, message: string, nowMs: number): { key: string; message: string } => {
    const before = similar.get(kind);
    const group =
      before === undefined || nowMs - before.atMs > similarForMs
        ? { messages: new Set<string>(), atMs: nowMs }
        : before;
    group.messages.add(message);
    group.atMs = nowMs;
    similar.set(kind, group);
    if (group.messages.size < maxSimilar) return { key: `${kind}\n${message}`, message };
    // One out goes for each in, so that the set stays small while the messages differ.
    for (const oldest of group.messages) {
      group.messages.delete(oldest);
      break;
    }
    return { key: kind, message: COMBINED_PREFIX + message };
  };

  return {
    correlate(note, nowMs) {
      const object = objectOf(note);
      const kind = [object, note.type, note.reason].join("\n");
      const { key, message } = aggregate(kind, note.message, nowMs);
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      // As in client-go, what is suppressed is counted all the same.
      return isSpam(object, nowMs) ? { kind: "suppress" } : { kind: "write", key, message, count };
    },
  };
}
