import { expect, test } from "vitest";
import { HeaderMap } from "./header-map.ts";

test("pseudo headers come first, names are lower-cased, host is the authority", () => {
  const map = new HeaderMap([
    ["X-A", "1"],
    ["Host", "example.com"],
    [":path", "/"],
  ]);
  expect(map.toArray()).toEqual([
    [":authority", "example.com"],
    [":path", "/"],
    ["x-a", "1"],
  ]);
});

test("a map is made of pairs, of an object, or of another map", () => {
  const map = new HeaderMap({ a: "1", b: Uint8Array.of(0xff) });
  const copy = new HeaderMap(map);
  map.removeBinary("a");
  expect(copy.toArray()).toEqual([
    ["a", "1"],
    ["b", "\xff"],
  ]);
  expect(map.has("a")).toBe(false);
});

test("inline headers have one entry, others many", () => {
  const map = new HeaderMap([
    ["te", "a"],
    ["te", "b"],
    ["cookie", "a"],
    ["cookie", "b"],
    ["user-agent", ""],
    ["user-agent", "x"],
  ]);
  expect(map.toArray()).toEqual([
    ["te", "a,b"],
    ["cookie", "a"],
    ["cookie", "b"],
    ["user-agent", "x"],
  ]);
});

test("sizes count entries and bytes", () => {
  const map = new HeaderMap({ a: "1", bc: "ä" });
  expect(map.size).toBe(2);
  expect(map.byteSize).toBe(6);
});
