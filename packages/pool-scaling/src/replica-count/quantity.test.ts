import fc from "fast-check";
import { expect, test } from "vitest";
import { INT64_MAX } from "./integers.ts";
import { formatQuantity, parseQuantity, toMilli } from "./quantity.ts";

test.each([
  ["10", 10_000n],
  ["1.5", 1_500n],
  ["500m", 500n],
  ["0.5m", 1n],
  ["1.0001", 1_001n],
  ["2k", 2_000_000n],
  ["1Ki", 1_024_000n],
  ["1.5Gi", 1_610_612_736_000n],
  ["2500000n", 3n],
  ["12345678n", 13n],
  ["1500u", 2n],
  ["1e3", 1_000_000n],
  ["15E-1", 1_500n],
  ["1E", INT64_MAX],
  ["0.000001Ei", 1_152_921_504_606_847n],
  ["9223372036854775807", INT64_MAX],
])("%s is %s milli-units", (text, milli) => {
  expect(parseQuantity(text)).toBe(milli);
});

test.each(["", "-1", "1e", "e3", "ten", "1 ", "1mm", ".5", "10Mb"])("%j is no quantity", (text) => {
  expect(parseQuantity(text)).toBeUndefined();
});

test("what is written is read", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: INT64_MAX }), (milli) => {
      expect(parseQuantity(formatQuantity(milli))).toBe(milli);
    }),
  );
});

test("counts of clients are exact", () => {
  fc.assert(
    fc.property(fc.nat(1_000_000_000), (count) => {
      expect(toMilli(count)).toBe(BigInt(count) * 1_000n);
    }),
  );
});
