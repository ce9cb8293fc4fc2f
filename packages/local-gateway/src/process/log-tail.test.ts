import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { createLogTail } from "./log-tail.ts";

test("keeps the last 500 lines, and finds its marks when lines were dropped", async () => {
  const stream = new PassThrough();
  const tail = createLogTail(stream);
  const numbers = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => String(from + index));
  stream.write(`${numbers(0, 300).join("\n")}\n`);
  await new Promise(setImmediate);
  const mark = tail.mark();
  stream.end(`${numbers(300, 700).join("\n")}\nunfinished`);
  await tail.ended;
  expect(tail.lines()).toEqual([...numbers(201, 700), "unfinished"]);
  expect(tail.lines(mark)).toEqual([...numbers(300, 700), "unfinished"]);
});

test("cuts lines of any length", async () => {
  const stream = new PassThrough();
  const tail = createLogTail(stream);
  stream.end("x".repeat(100_000));
  await tail.ended;
  expect(tail.lines()[0]).toHaveLength(4_096);
});
