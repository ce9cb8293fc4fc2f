import type { WrittenObject } from "@fairlead/pool-scaling";

/** Remembers when objects were seen first. */
export interface WritingTimes {
  /** The objects, none written later than it was seen first. `nowMs`: after they were looked at. */
  take(objects: readonly WrittenObject[], nowMs: number): readonly WrittenObject[];
}

/**
 * The time of an object is that of whoever wrote it. One by a clock that is ahead of this one would be waited for
 * until it has come, and no probe before would count.
 */
export function createWritingTimes(): WritingTimes {
  let seen = new Map<string, number>();
  return {
    take(objects, nowMs) {
      const before = seen;
      seen = new Map();
      return objects.map((object) => {
        const key = `${object.routeId} ${object.uid} ${object.epoch} ${object.writtenAtMs}`;
        const seenAtMs = before.get(key) ?? nowMs;
        seen.set(key, seenAtMs);
        return { ...object, writtenAtMs: Math.min(object.writtenAtMs, seenAtMs) };
      });
    },
  };
}
