import { once } from "node:events";
import { PassThrough } from "node:stream";
import fc from "fast-check";
import { expect, test } from "vitest";
import { MAX_LINE_LENGTH, readLines } from "./read-lines.ts";

async function linesOf(chunks: readonly Uint8Array[]): Promise<string[]> {
  const stream = new PassThrough();
  const lines: string[] = [];
  readLines(stream, (line) => lines.push(line));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await once(stream, "close");
  return lines;
}

test("lines do not depend on how the bytes arrive", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.stringMatching(/^[a-zäé€🙂 ]*$/u)),
      fc.integer({ min: 1, max: 9 }),
      async (lines, size) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""));
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
          bytes.subarray(index * size, (index + 1) * size),
        );
        expect(await linesOf(chunks)).toEqual(lines);
      },
    ),
    { numRuns: 50 },
  );
});

test("the last line needs no end, and a carriage return is no part of a line", async () => {
  expect(await linesOf([Buffer.from("one\r\ntwo")])).toEqual(["one", "two"]);
});

test("a line without end is given out in pieces", async () => {
  const lines = await linesOf([Buffer.from("x".repeat(3 * MAX_LINE_LENGTH + 1))]);
  expect(lines.map(({ length }) => length)).toEqual([MAX_LINE_LENGTH, MAX_LINE_LENGTH, MAX_LINE_LENGTH, 1]);
});
