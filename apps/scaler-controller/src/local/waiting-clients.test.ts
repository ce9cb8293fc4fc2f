import { expect, it } from "vitest";
import { createWaitingClients } from "./waiting-clients.ts";

it("counts the requests without a pod of the last second", async () => {
  let nowMs = 0;
  let total = 7;
  const waiting = createWaitingClients(
    { stats: async () => ({ fairlead_filter_unrouted_no_pod: total }) },
    { nowMs: () => nowMs },
  );
  const after = (ms: number, requests: number): Promise<number> => {
    nowMs += ms;
    total += requests;
    return waiting();
  };
  // What was counted before the first look may be long ago.
  expect(await after(0, 0)).toBe(0);
  expect(await after(400, 2)).toBe(2);
  expect(await after(400, 1)).toBe(3);
  expect(await after(600, 0)).toBe(1);
  expect(await after(400, 0)).toBe(0);
  // The counter of a new gateway begins at zero.
  total = 0;
  expect(await after(100, 4)).toBe(4);
});
