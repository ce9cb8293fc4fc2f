import { describe, expect, test } from "vitest-pool-assemblyscript/assembly";
import { equal } from "../bytes/scan";
import { literal, NONE, size, Span } from "../bytes/span";
import { allocate } from "../memory/blocks";
import * as json from "./json";

function begin(text: string): void {
  const bytes = literal(text);
  json.begin(bytes, allocate(size(bytes) + 1));
}

function number(text: string): f64 {
  begin(text);
  const value = json.readNumber();
  return json.finish() ? value : NaN;
}

function text(source: string): Span {
  begin(source);
  const value = json.readString();
  return json.finish() ? value : NONE;
}

describe("numbers", () => {
  test("in every notation of JSON", () => {
    expect(number("0")).toBe(0);
    expect(number(" -12 ")).toBe(-12);
    expect(number("1.5")).toBe(1.5);
    expect(number("5e2")).toBe(500);
    expect(number("5000E-1")).toBe(500);
    expect(number("0.5e+3")).toBe(500);
    expect(number("9007199254740991")).toBe(9007199254740991.0);
  });

  test("and in no other", () => {
    expect(number("01")).toBeNaN();
    expect(number("+1")).toBeNaN();
    expect(number(".5")).toBeNaN();
    expect(number("1.")).toBeNaN();
    expect(number("1e")).toBeNaN();
    expect(number("0x10")).toBeNaN();
    expect(number("NaN")).toBeNaN();
    expect(number("1 1")).toBeNaN();
    expect(number("-")).toBeNaN();
  });
});

describe("strings", () => {
  test("with every escape", () => {
    expect(equal(text('"a\\"\\\\\\/\\u0062"'), literal('a"\\/b'))).toBe(true);
    expect(size(text('"\\b\\f\\n\\r\\t"'))).toBe(5);
    expect(size(text('"\\u00e9"'))).toBe(2);
    expect(size(text('"\\u20ac"'))).toBe(3);
    expect(size(text('"\\ud83d\\ude00"'))).toBe(4);
    expect(size(text('""'))).toBe(0);
  });

  test("and no other", () => {
    expect(text('"a')).toBe(NONE);
    expect(text('"\\x"')).toBe(NONE);
    expect(text('"\\u00g0"')).toBe(NONE);
    expect(text('"\\ud83d"')).toBe(NONE);
    expect(text('"\\ude00"')).toBe(NONE);
    expect(text('"\n"')).toBe(NONE);
    expect(text('"\\')).toBe(NONE);
  });
});

test("objects and arrays are pulled member by member", () => {
  begin('{ "a" : [ true , false ] , "b" : 7 }');
  expect(json.enterObject()).toBe(true);
  expect(equal(json.nextKey(0), literal("a"))).toBe(true);
  expect(json.enterArray()).toBe(true);
  expect(json.nextElement(0)).toBe(true);
  expect(json.readBoolean()).toBe(1);
  expect(json.nextElement(1)).toBe(true);
  expect(json.readBoolean()).toBe(0);
  expect(json.nextElement(2)).toBe(false);
  expect(equal(json.nextKey(1), literal("b"))).toBe(true);
  expect(json.readNumber()).toBe(7);
  expect(json.nextKey(2)).toBe(NONE);
  expect(json.finish()).toBe(true);
});

test("the first mistake is kept, and everything after it fails", () => {
  begin('{"a" 1}');
  expect(json.enterObject()).toBe(true);
  expect(json.nextKey(0)).toBe(NONE);
  const problem = json.problem;
  expect(problem).not.toBe(NONE);
  expect(json.readNumber()).toBeNaN();
  expect(json.enterArray()).toBe(false);
  expect(json.problem).toBe(problem);
  expect(json.offset).toBe(5);
});
