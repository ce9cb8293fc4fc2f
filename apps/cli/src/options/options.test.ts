import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDuration } from "./parse-duration.ts";
import { parseName } from "./parse-name.ts";
import { parseNumber } from "./parse-number.ts";
import { parsePath } from "./parse-path.ts";

const usage = (message: string) =>
  expect.objectContaining({ code: "usage_invalid", message: expect.stringContaining(message) });

describe("a number", () => {
  const form = { name: "--pods", minimum: 1, maximum: 500, integer: true };

  test("every number in the range is read, and no other", () => {
    fc.assert(
      fc.property(fc.integer({ min: -10, max: 600 }), (value) => {
        const read = (): number => parseNumber(String(value), form);
        if (value >= 1 && value <= 500) expect(read()).toBe(value);
        else expect(read).toThrow(usage("--pods takes a whole number from 1 to 500"));
      }),
    );
  });

  test.for(["", " 3", "3.5", "3e2", "0x3", "three", "Infinity"])("%j is none", (text) => {
    expect(() => parseNumber(text, form)).toThrow(usage(`not "${text}"`));
  });

  test("with decimals, where they are allowed", () => {
    expect(parseNumber("0.5", { ...form, minimum: 0.1, integer: false })).toBe(0.5);
  });
});

describe("a duration", () => {
  test.for([
    ["500ms", 500],
    ["20s", 20_000],
    ["1.5m", 90_000],
    ["2h", 7_200_000],
  ] as const)("%s is %i ms", ([text, milliseconds]) => {
    expect(parseDuration(text, "--x")).toBe(milliseconds);
  });

  test.for(["", "20", "s", "0s", "-1s", "20 s", "1d", "600h"])("%j is none", (text) => {
    expect(() => parseDuration(text, "--x")).toThrow(usage("--x takes a duration"));
  });
});

test.for(["app", "a", "my-app-2", "a".repeat(50)])("%s is a name", (text) => {
  expect(parseName(text)).toBe(text);
});
test.for(["", "App", "-a", "a-", "a.b", "a".repeat(51)])("%j is no name", (text) => {
  expect(() => parseName(text)).toThrow(usage("--name takes"));
});
test.for(["/", "/a?b=c&d"])("%s is a path", (text) => {
  expect(parsePath(text, "--ready-path")).toBe(text);
});
test.for(["", "a", "/a b", "/a#b", "/\n"])("%j is no path", (text) => {
  expect(() => parsePath(text, "--ready-path")).toThrow(usage("--ready-path takes a path"));
});
