import { expect, test } from "vitest";
import { createScalingRecord } from "./scaling-record.ts";

test("pods of the start are none that were added, and sessions of a pod that drains are counted", () => {
  const record = createScalingRecord(() => ({ "chat-1-a": 4, "chat-2-b": 7 }));
  const opened = (number: number, id: string): void => {
    const podId = `chat-${number}-${id}`;
    record.note({ event: "pod_starting", podId, job: `chat-${number}`, endpoint: "", pid: 1 });
    record.note({ event: "pod_open", podId, endpoint: "" });
  };
  opened(1, "a");
  record.note({ event: "all_open", pods: 1 });
  opened(2, "b");
  record.note({ event: "scaled", desired: 2, before: 1, decision: "The minimum of 2 holds." });
  record.note({ event: "pool_event", reason: "PodDraining", job: "chat-2", message: "scale_down", count: 1 });
  record.note({
    event: "pod_ended",
    podId: "chat-2-b",
    reason: "deleted",
    exit: "exit code 0",
    restartInMs: null,
    lastLines: [],
  });
  expect([record.added(), record.removed()]).toEqual([1, 1]);
  expect(record.summary(1, 1)).toEqual({
    start: 1,
    peak: 1,
    end: 1,
    added: 1,
    removed: 1,
    sessionsOnDrainingPods: 7,
    reasons: ["1 to 2: The minimum of 2 holds."],
  });
});
