import { describe, expect, it } from "vitest";
import { assemblyScriptConstants } from "./assemblyscript-constants.ts";

describe("assemblyScriptConstants", () => {
  it("writes strings and integers in the order of the source", () => {
    const source = 'export const ZED = "a\\"b";\nexport const ALPHA = -3;\n';
    expect(assemblyScriptConstants({ ALPHA: -3, ZED: 'a"b' }, source)).toBe(
      'export const ZED: string = "a\\"b";\nexport const ALPHA: i32 = -3;\n',
    );
  });

  it.each([1.5, 2 ** 31, true, null, ["a"]])("refuses the value %j", (value) => {
    expect(() => assemblyScriptConstants({ A: value }, "export const A = 1;\n")).toThrow(/^A is neither/);
  });

  it("refuses an export that the source does not show as a constant", () => {
    expect(() => assemblyScriptConstants({ A: 1, name: "x" }, "export const A = 1;\n")).toThrow(/NAME.*name/);
  });
});
