import fc from "fast-check";
import { expect, test } from "vitest";
import { parsePairs, serializePairs } from "./codec.ts";

const binary = fc.uint8Array({ maxLength: 20 }).map((bytes) => String.fromCharCode(...bytes));
const pairs = fc.array(fc.tuple(binary, binary), { maxLength: 20 });

test("the specification's example", () => {
  expect([
    ...serializePairs([
      ["a", "1"],
      ["b", "22"],
    ]),
  ]).toEqual([
    2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0x61, 0, 0x31, 0, 0x62, 0, 0x32, 0x32, 0,
  ]);
});

test("whatever is serialised is read back", () => {
  fc.assert(
    fc.property(pairs, (value) => {
      expect(parsePairs(serializePairs(value))).toEqual(value);
    }),
  );
});

test("a map that is cut short, or has bytes left over, is malformed", () => {
  fc.assert(
    fc.property(
      pairs.filter((value) => value.length > 0),
      fc.nat(),
      (value, cut) => {
        const bytes = serializePairs(value);
        const length = 2 + (cut % (bytes.length - 2));
        expect(parsePairs(bytes.subarray(0, length))).toBeUndefined();
        expect(parsePairs(new Uint8Array([...bytes, 0]))).toBeUndefined();
      },
    ),
  );
});

test("arbitrary bytes never throw", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void parsePairs(bytes)));
});

test("an empty map is no bytes, or one zero byte", () => {
  expect(serializePairs([])).toHaveLength(0);
  expect(parsePairs(new Uint8Array())).toEqual([]);
  expect(parsePairs(Uint8Array.of(0))).toEqual([]);
});

test("more than 1024 pairs are refused", () => {
  const many = Array.from({ length: 1025 }, (): [string, string] => ["a", "b"]);
  expect(parsePairs(serializePairs(many))).toBeUndefined();
  expect(parsePairs(serializePairs(many.slice(1)))).toHaveLength(1024);
});
