import { expect, test } from "vitest-pool-assemblyscript/assembly";
import { equal } from "./scan";
import { literal } from "./span";
import * as writer from "./writer";

test("writes bytes and integers one after the other", () => {
  writer.open(64);
  writer.bytes(literal("more="));
  writer.integer(-1234567890123);
  writer.byte(0x20);
  writer.integer(0);
  expect(equal(writer.close(), literal("more=-1234567890123 0"))).toBe(true);
});

test("cuts what does not fit, and never writes beyond", () => {
  writer.open(4);
  writer.bytes(literal("abcdef"));
  writer.byte(0x67);
  writer.integer(12);
  expect(equal(writer.close(), literal("abcd"))).toBe(true);
});
