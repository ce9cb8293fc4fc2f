import { PICK_COMPARE_ALL_MAX } from "@fairlead/routing-schema";
import { expect, test } from "vitest";
import { createSeededRandom } from "../../seeded-random.ts";
import { pickAdaptive } from "./adaptive.ts";

function comparedOf(count: number): number {
  const compared = new Set<number>();
  const scoreOf = (slot: number): number => {
    compared.add(slot);
    return slot;
  };
  pickAdaptive(
    Int32Array.from({ length: count }, (_, slot) => slot),
    count,
    scoreOf,
    createSeededRandom(1),
  );
  return compared.size;
}

test("few candidates are all compared, of more candidates two", () => {
  expect(comparedOf(PICK_COMPARE_ALL_MAX)).toBe(PICK_COMPARE_ALL_MAX);
  expect(comparedOf(PICK_COMPARE_ALL_MAX + 1)).toBe(2);
});
