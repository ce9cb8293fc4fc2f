import { describe, expect, test } from "vitest-pool-assemblyscript/assembly";
import { integer } from "./scan";
import { literal } from "./span";

describe("integer", () => {
  test("reads decimal integers below 2^53", () => {
    expect(integer(literal("0"))).toBe(0);
    expect(integer(literal("9007199254740991"))).toBe(9007199254740991);
  });
});
