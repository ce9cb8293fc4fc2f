import { expect, it } from "vitest";
import type { ManagedPod } from "../interfaces/pods.ts";
import { isEmptying } from "./is-emptying.ts";

const look = (name: ManagedPod["phase"]["name"], clients: number | undefined): boolean => {
  const podId = "chat-1-a";
  const pod: ManagedPod = {
    routeId: "chat-1",
    uid: "uid-1",
    createdAtMs: 0,
    templateHash: "one",
    deleting: false,
    phase: { name, sinceMs: 0, revision: 2, epoch: 0, opened: true, podId },
  };
  const report = { podId, clients: clients ?? 0, capacity: null, sampledAtMs: 0 };
  return isEmptying({ pods: [pod], reports: new Map(clients === undefined ? [] : [["chat-1", report]]) });
};

it.each([
  ["open", 0, false],
  ["starting", undefined, false],
  ["draining", 0, true],
  ["draining", 1, false],
  ["draining", undefined, false],
  ["closed", 0, true],
  ["closed", undefined, true],
] as const)("a pod that is %s with %s clients: %s", (phase, clients, expected) => {
  expect(look(phase, clients)).toBe(expected);
});
