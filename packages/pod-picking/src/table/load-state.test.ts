import { expect, test } from "vitest";
import { loadTableSettings } from "../load-table-options.ts";
import { createLoadState } from "./load-state.ts";

test("slots of removed pods are given out again, so that the columns do not grow with every pod ever seen", () => {
  const state = createLoadState(loadTableSettings({}));
  for (let pod = 0; pod < 10_000; pod += 1) {
    state.add(`pod-${pod}`);
    state.ledger.add(state.slotOf.get(`pod-${pod}`) as number, 1, pod, pod);
    if (pod >= 10) state.remove(`pod-${pod - 10}`);
  }
  expect(state.slotOf.size).toBe(10);
  expect(state.columns.length).toBe(16);
  expect(state.columns.podIds).toHaveLength(16);
});

test("a pod in a used slot starts with nothing of the pod before", () => {
  const state = createLoadState(loadTableSettings({}));
  state.advance(0);
  const slot = state.add("old");
  state.columns.clients[slot] = 5;
  state.columns.sampledAtMs[slot] = 1;
  state.columns.errorLevel[slot] = 8;
  state.ledger.add(slot, 3, 0, 0);
  expect(state.load(slot)).toBe(8);
  state.remove("old");
  expect(state.add("new")).toBe(slot);
  expect(state.load(slot)).toBe(0);
  expect(state.columns.sampledAtMs[slot]).toBe(-Infinity);
  expect(state.columns.errorLevel[slot]).toBe(0);
  state.remove("never there");
  expect([...state.slotOf.keys()]).toEqual(["new"]);
});
