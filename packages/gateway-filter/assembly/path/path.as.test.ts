import { describe, expect, test } from "vitest-pool-assemblyscript/assembly";
import { equal } from "../bytes/scan";
import { literal, NONE } from "../bytes/span";
import { cookieValue } from "./cookie";
import { edit } from "./edit";
import * as query from "./query";

const POD_ID = literal("podId");

describe("query", () => {
  test("finds the first of several, and counts them", () => {
    query.scan(literal("/x?a=1&podId=pod-a&podId=pod-b"), POD_ID);
    expect(query.occurrences).toBe(2);
    expect(query.isLiteral).toBe(true);
    expect(equal(query.wish, literal("pod-a"))).toBe(true);
  });

  test("decodes names and values, and knows that these are not what routes match", () => {
    query.scan(literal("/x?%70odId=pod%2da"), POD_ID);
    expect(query.occurrences).toBe(1);
    expect(query.isLiteral).toBe(false);
    expect(equal(query.wish, literal("pod-a"))).toBe(true);
  });

  test("takes nothing for a wish that is no pod id", () => {
    query.scan(literal("/x?podId=%00"), POD_ID);
    expect(query.occurrences).toBe(1);
    expect(query.wish).toBe(NONE);
  });

  test("does not look before the question mark, nor after a hash", () => {
    query.scan(literal("/podId=a#?podId=b"), POD_ID);
    expect(query.occurrences).toBe(0);
    expect(query.hasQuery).toBe(false);
    query.scan(literal("/?a=1#&podId=b"), POD_ID);
    expect(query.occurrences).toBe(0);
    expect(query.hasQuery).toBe(true);
  });
});

test("a fragment stays at the end", () => {
  const path = literal("/x?a=1#top");
  query.scan(path, POD_ID);
  expect(equal(edit(path, POD_ID, literal("pod-a")), literal("/x?a=1&podId=pod-a#top"))).toBe(true);
});

describe("cookies", () => {
  test("are found by their whole name", () => {
    const header = literal("a=1; room=pod-a;b=2 ;  last=x");
    expect(equal(cookieValue(header, literal("room")), literal("pod-a"))).toBe(true);
    expect(equal(cookieValue(header, literal("b")), literal("2"))).toBe(true);
    expect(equal(cookieValue(header, literal("last")), literal("x"))).toBe(true);
    expect(cookieValue(header, literal("oom"))).toBe(NONE);
    expect(cookieValue(header, literal("roo"))).toBe(NONE);
    expect(cookieValue(NONE, literal("room"))).toBe(NONE);
  });

  test("may be in quotes, may be empty, and may hold an equals sign", () => {
    expect(equal(cookieValue(literal('room="pod-a"'), literal("room")), literal("pod-a"))).toBe(true);
    expect(equal(cookieValue(literal("room=a=b"), literal("room")), literal("a=b"))).toBe(true);
    expect(equal(cookieValue(literal("room="), literal("room")), literal(""))).toBe(true);
  });
});
