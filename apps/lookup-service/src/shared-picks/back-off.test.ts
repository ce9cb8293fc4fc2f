import { expect, it } from "vitest";
import { backOffMs } from "./back-off.ts";

it("doubles up to a limit, and is spread by half", () => {
  expect([1, 2, 3, 6, 7, 2_000].map((failures) => backOffMs(failures, 1))).toEqual([
    250, 500, 1_000, 8_000, 10_000, 10_000,
  ]);
  expect(backOffMs(1, 0)).toBe(125);
});
