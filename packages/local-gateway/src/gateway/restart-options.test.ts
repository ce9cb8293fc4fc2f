import { expect, test } from "vitest";
import { restartPauseMs, restartPauses } from "./restart-options.ts";

test("the pause doubles with each failure in a row, up to the longest", () => {
  const pauses = restartPauses({ maximumMs: 1_000 });
  expect([1, 2, 3, 4, 5, 1_000].map((failures) => restartPauseMs(pauses, failures))).toEqual([
    100, 200, 400, 800, 1_000, 1_000,
  ]);
});
