import { expect, test } from "vitest";
import { clientsScorer } from "./clients.ts";

test("the score is the load, whatever the capacity", () => {
  expect(clientsScorer.score(7, 10)).toBe(7);
  expect(clientsScorer.score(7, Infinity)).toBe(7);
});

test("a step is what one more client adds", () => {
  expect(clientsScorer.score(8, 10) - clientsScorer.score(7, 10)).toBe(clientsScorer.step(10));
});
