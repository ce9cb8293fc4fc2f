import { describe, expect, test } from "vitest-pool-assemblyscript/assembly";
import { equal, find, hexadecimal, integer, startsWith, startsWithIgnoringCase } from "./scan";
import { at, end, literal, NONE, size, span } from "./span";

describe("integer", () => {
  test("reads decimal integers below 2^53", () => {
    expect(integer(literal("0"))).toBe(0);
    expect(integer(literal("1000"))).toBe(1000);
    expect(integer(literal("9007199254740991"))).toBe(9007199254740991);
  });

  test("refuses everything else", () => {
    expect(integer(NONE)).toBe(-1);
    expect(integer(literal(""))).toBe(-1);
    expect(integer(literal("01"))).toBe(-1);
    expect(integer(literal("-1"))).toBe(-1);
    expect(integer(literal("1 "))).toBe(-1);
    expect(integer(literal("1e3"))).toBe(-1);
    expect(integer(literal("9007199254740992"))).toBe(-1);
    expect(integer(literal("18446744073709551617"))).toBe(-1);
  });
});

describe("comparing", () => {
  test("equal takes size and bytes into account, and NONE equals only what is empty", () => {
    expect(equal(literal("pod-a"), literal("pod-a"))).toBe(true);
    expect(equal(literal("pod-a"), literal("pod-b"))).toBe(false);
    expect(equal(literal("pod-a"), literal("pod-ab"))).toBe(false);
    expect(equal(NONE, literal(""))).toBe(true);
    expect(equal(NONE, literal("-"))).toBe(false);
  });

  test("prefixes", () => {
    expect(startsWith(literal("/rooms/1"), literal("/rooms/"))).toBe(true);
    expect(startsWith(literal("/room"), literal("/rooms/"))).toBe(false);
    expect(startsWithIgnoringCase(literal("Application/GRPC+json"), literal("application/grpc"))).toBe(true);
    expect(startsWithIgnoringCase(literal("application/grp"), literal("application/grpc"))).toBe(false);
  });

  test("find stops at the end", () => {
    const text = literal("a=b");
    expect(find(at(text), end(text), 0x3d) - at(text)).toBe(1);
    expect(find(at(text), end(text), 0x26)).toBe(end(text));
  });

  test("hexadecimal digits of either case", () => {
    expect(hexadecimal(0x39)).toBe(9);
    expect(hexadecimal(0x61)).toBe(10);
    expect(hexadecimal(0x46)).toBe(15);
    expect(hexadecimal(0x47)).toBe(-1);
    expect(hexadecimal(0x2f)).toBe(-1);
  });
});

test("a span keeps pointer and size apart", () => {
  const bytes = span(0xfffffff0, 0xffffffff);
  expect(at(bytes)).toBe(0xfffffff0);
  expect(size(bytes)).toBe(0xffffffff);
});
