import { describe, expect, it } from "vitest";
import { reportSizes } from "./file-sizes.ts";

const file = (path: string, lines: number): { path: string; text: string } => ({
  path,
  text: "x\n".repeat(lines),
});

describe("reportSizes", () => {
  it("takes the median of the files that are not tests", () => {
    expect(
      reportSizes([file("a.ts", 1), file("b.ts", 5), file("c.ts", 9), file("c.test.ts", 400)]).median,
    ).toBe(5);
    expect(reportSizes([file("a.ts", 1), file("b.ts", 6)]).median).toBe(3.5);
    expect(reportSizes([]).median).toBe(0);
  });

  it("names a file over the limit, test or not", () => {
    expect(
      reportSizes([file("a.ts", 450), file("b.ts", 1), file("c.ts", 1), file("a.test.ts", 451)]).problems,
    ).toEqual(["a.test.ts has 451 lines, more than 450. Split it by concept."]);
  });

  it("names a median at the limit", () => {
    expect(reportSizes([file("a.ts", 99)]).problems).toEqual([]);
    expect(reportSizes([file("a.ts", 100)]).problems).toEqual([
      "The median source file has 100 lines, not under 100.",
    ]);
  });
});
