import { describe, expect, it } from "vitest";
import { createWritingTimes } from "./writing-times.ts";

const writtenAt = (writtenAtMs: number, epoch = 1) => ({ routeId: "chat-1", uid: "a", epoch, writtenAtMs });

describe("the time at which an object was written", () => {
  it("is the writer's where that has come", () => {
    const times = createWritingTimes();
    expect(times.take([writtenAt(500)], 1_000)).toEqual([writtenAt(500)]);
  });

  it("is when it was seen first where the writer's clock is ahead, until it is written anew", () => {
    const times = createWritingTimes();
    for (const nowMs of [1_000, 2_000, 3_000]) {
      expect(times.take([writtenAt(3_600_000)], nowMs)).toEqual([writtenAt(1_000)]);
    }
    expect(times.take([writtenAt(3_600_000, 2)], 4_000)).toEqual([writtenAt(4_000, 2)]);
    expect(times.take([writtenAt(3_600_001, 2)], 5_000)).toEqual([writtenAt(5_000, 2)]);
  });

  it("is forgotten with the object", () => {
    const times = createWritingTimes();
    times.take([writtenAt(9_000)], 1_000);
    times.take([], 2_000);
    expect(times.take([writtenAt(9_000)], 3_000)).toEqual([writtenAt(3_000)]);
  });
});
