import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bar } from "./bar.ts";
import { clip } from "./clip.ts";
import { createScreen, type Screen } from "./screen.ts";
import { createStyle, lookOf } from "./style.ts";
import { table } from "./table.ts";

/** What a terminal of unlimited height would show. */
function emulate(
  columns: number,
  rows: number,
): { screen: Screen; lines: () => string[]; cursorHidden: () => boolean } {
  const lines: string[] = [""];
  let row = 0;
  let hidden = false;
  function write(text: string): void {
    const readable = text.replaceAll("\u001B[", "⎋");
    for (const [token] of readable.matchAll(/⎋\??\d*[A-Za-z]|\r|\n|[^⎋\r\n]+/g)) {
      const [, count, command] = /^⎋\??(\d*)([A-Za-z])$/.exec(token) ?? [];
      if (command === "A") row -= Number(count);
      else if (command === "J") lines.splice(row, Infinity, "");
      else if (command === "h" || command === "l") hidden = command === "l";
      else if (token === "\n") {
        row += 1;
        lines[row] ??= "";
      } else if (token !== "\r" && command === undefined) lines[row] += token;
    }
    expect(row).toBeGreaterThanOrEqual(0);
  }
  return { screen: createScreen({ write, columns, rows }), lines: () => lines, cursorHidden: () => hidden };
}

describe("a screen", () => {
  test("shows every printed line above the last drawing, whatever the order", () => {
    const word = fc.stringMatching(/^[a-z]{1,8}$/);
    const step = fc.oneof(fc.record({ print: word }), fc.record({ draw: fc.array(word, { maxLength: 6 }) }));
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const { screen, lines } = emulate(80, 24);
        const printed: string[] = [];
        let drawn: string[] = [];
        for (const action of steps) {
          if ("print" in action) {
            printed.push(action.print);
            screen.print(action.print);
          } else {
            drawn = action.draw;
            screen.draw(action.draw);
          }
        }
        expect(lines()).toEqual([...printed, ...drawn, ""]);
      }),
    );
  });

  test("cuts what does not fit, so that redrawing stays right", () => {
    const { screen, lines } = emulate(5, 3);
    screen.draw(["1234567", "2", "3", "4"]);
    screen.draw(["abcdefg", "b", "c"]);
    expect(lines()).toEqual(["abcd…", "b", ""]);
  });

  test("hides the cursor while it draws, and shows it again", () => {
    const { screen, cursorHidden } = emulate(80, 24);
    expect(cursorHidden()).toBe(false);
    screen.draw(["x"]);
    expect(cursorHidden()).toBe(true);
    screen.close();
    expect(cursorHidden()).toBe(false);
  });
});

test("a table has columns as wide as their widest cell, colours not counted", () => {
  const red = createStyle(true)("red", "open");
  const lines = table(
    [
      { title: "POD", align: "left" },
      { title: "STATE", align: "left" },
      { title: "CLIENTS", align: "right" },
    ],
    [
      ["app-1", red, "7"],
      ["a", "draining", "1200"],
    ],
  );
  expect(lines.map((line) => stripVTControlCharacters(line))).toEqual([
    "POD    STATE     CLIENTS",
    "app-1  open            7",
    "a      draining     1200",
  ]);
});

test("a bar is as long as its part, to an eighth, and never longer than its width", () => {
  expect([bar(0, 4), bar(1, 4), bar(0.5, 4), bar(1 / 32, 4), bar(7, 4), bar(-1, 4)]).toEqual([
    "",
    "████",
    "██",
    "▏",
    "████",
    "",
  ]);
  fc.assert(fc.property(fc.double({ noNaN: true }), (part) => bar(part, 10).length <= 10));
});

test("a line is cut by what is seen of it", () => {
  const coloured = createStyle(true)("green", "12345");
  expect(clip(coloured, 5)).toBe(coloured);
  expect(clip(coloured, 4)).toBe("123…");
});

test("without colours text stays as it is; several things have several looks", () => {
  expect(createStyle(false)("red", "x")).toBe("x");
  expect(new Set([0, 1, 2, 3, 4].map(lookOf)).size).toBe(5);
  expect(lookOf(5)).toBe(lookOf(0));
});
