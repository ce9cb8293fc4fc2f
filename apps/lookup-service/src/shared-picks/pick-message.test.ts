import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodePickMessage, encodePickMessage, MESSAGE_TEXT_MAX, type PickMessage } from "./pick-message.ts";

const message = (sinceMs: number, untilMs: number): PickMessage => ({
  replica: "0123456789abcdef",
  sequence: 7,
  pools: new Map([["a/x", [{ podId: "pod-1", count: 2, sinceMs, untilMs }]]]),
});

describe("a message", () => {
  it("carries ages, so that the clocks of replicas may say anything", () => {
    const text = encodePickMessage(message(5_000, 5_040), 5_050);
    expect(decodePickMessage(text, -12)).toEqual(message(-62, -22));
  });

  it("has no picks of the future", () => {
    expect(decodePickMessage(encodePickMessage(message(60, 90), 50), 50)).toEqual(message(50, 50));
  });
});

describe("what is no message", () => {
  const valid = JSON.parse(encodePickMessage(message(0, 0), 0)) as object;
  const reversed = { pools: { "a/x": [["pod-1", 1, 5, 10]] } };

  it.each([
    ["", undefined],
    ["{", undefined],
    ["null", undefined],
    [JSON.stringify({ ...valid, replica: "me" }), undefined],
    [JSON.stringify({ ...valid, sequence: 0 }), undefined],
    [JSON.stringify({ ...valid, pools: { a: [] } }), undefined],
    [JSON.stringify({ ...valid, pools: { "a/x": [["Pod", 1, 0, 0]] } }), undefined],
    [JSON.stringify({ ...valid, pools: { "a/x": [["pod", 1e9, 0, 0]] } }), undefined],
    [JSON.stringify({ ...valid, pools: { "a/x": [["pod", 1, -1, 0]] } }), undefined],
    [`${JSON.stringify(valid)}${" ".repeat(MESSAGE_TEXT_MAX)}`, undefined],
  ])("%.60s is not read", (text, expected) => {
    expect(decodePickMessage(text, 0)).toBe(expected);
  });

  it("is put right where only its times are in the wrong order", () => {
    const read = decodePickMessage(JSON.stringify({ ...valid, ...reversed }), 0);
    expect(read?.pools.get("a/x")).toEqual([{ podId: "pod-1", count: 1, sinceMs: -10, untilMs: -10 }]);
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        decodePickMessage(text, 0);
      }),
    );
  });
});
