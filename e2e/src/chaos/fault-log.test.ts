import { describe, expect, it } from "vitest";
import { createFaultLog, POD_DEATH_NOTICE_MS } from "./fault-log.ts";

function setUp() {
  const faults = createFaultLog();
  faults.add({ kind: "pod killed", atMs: 10_000, podId: "chat-1-a" });
  faults.add({ kind: "Envoy killed", atMs: 50_000 });
  faults.envoyServes(51_000);
  faults.add({ kind: "pod stopped", atMs: 60_000, podId: "chat-2-a" });
  faults.add({ kind: "scaler killed", atMs: 60_000 });
  return faults;
}

describe("a session that neither side wanted to end", () => {
  it.each([
    ["ended with its pod", "chat-1-a", 0, 10_050, "pod killed"],
    ["ended before its pod was killed", "chat-1-a", 0, 9_900, undefined],
    ["was at another pod", "chat-2-a", 0, 10_050, undefined],
    ["ended with the Envoy that carried it", "chat-2-a", 49_000, 50_010, "Envoy killed"],
    ["began at the next Envoy", "chat-2-a", 51_500, 52_000, undefined],
    ["was at a pod that only stood still", "chat-2-a", 55_000, 61_000, undefined],
  ] as const)("that %s", (_, podId, fromMs, toMs, cause) => {
    expect(setUp().causeOfEnd({ podId, fromMs, toMs })).toBe(cause);
  });
});

describe("a request without a good answer", () => {
  const late = 10_000 + POD_DEATH_NOTICE_MS;
  it.each([
    ["was led to a dead pod at once", "chat-1-a", 10_100, 10_200, "pod killed"],
    ["was led to a dead pod long after its death", "chat-1-a", late + 1, late + 9, undefined],
    ["was led to a pod that lives", "chat-2-a", 10_100, 10_200, undefined],
    ["was led nowhere, and began after the death of a pod", undefined, 11_100, 11_200, undefined],
    ["was led nowhere, and under way when a pod died", undefined, 9_990, 10_050, "pod killed"],
    ["was led nowhere, and taken by a dying pod", undefined, 10_010, 10_050, "pod killed"],
    ["came while no Envoy was there", undefined, 50_500, 50_510, "Envoy killed"],
    ["was under way when Envoy died", "chat-2-a", 49_900, 50_010, "Envoy killed"],
    ["came to the next Envoy", "chat-2-a", 53_000, 53_010, undefined],
  ] as const)("that %s", (_, podId, fromMs, toMs, cause) => {
    expect(setUp().causeOfFailure({ podId, fromMs, toMs })).toBe(cause);
  });
});
