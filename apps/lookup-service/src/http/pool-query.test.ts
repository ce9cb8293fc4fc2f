import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { QUERY_MAX_LENGTH, readPoolQuery } from "./pool-query.ts";

const invalid = { invalid: expect.any(String) };

describe("readPoolQuery", () => {
  it.each([
    ["", { pool: undefined, prefer: undefined }],
    ["pool=default/chat", { pool: "default/chat", prefer: undefined }],
    ["pool=default%2Fchat", { pool: "default/chat", prefer: undefined }],
    ["%70ool=default%2fchat", { pool: "default/chat", prefer: undefined }],
    ["prefer=chat-1&pool=default/chat", { pool: "default/chat", prefer: "chat-1" }],
    ["x=1&&y&pool=default/chat&z=%zz", { pool: "default/chat", prefer: undefined }],
    ["pool=default/chat&count=64", { pool: "default/chat", prefer: undefined, count: 64 }],
    ["prefer=chat-1&count=1", { pool: undefined, prefer: "chat-1" }],
  ])("reads %j", (query, expected) => {
    expect(readPoolQuery(query)).toEqual({ count: 1, ...expected });
    expect(readPoolQuery(query)).toEqual({ count: 1, ...expected });
  });

  it.each([
    ["a pool without a namespace", "pool=chat"],
    ["a pool in capitals", "pool=Default/Chat"],
    ["an empty pool", "pool="],
    ["a pool without a value", "pool"],
    ["a traversal", "pool=..%2F..%2Fetc"],
    ["a plus for a space", "pool=default/chat+x"],
    ["broken percent-encoding", "pool=default%2"],
    ["percent-encoding that is not UTF-8", "pool=%ff%fe"],
    ["a repeated pool", "pool=default/chat&pool=default/chat"],
    ["a repeated wish", "prefer=a&prefer=b"],
    ["a wish with a line break", "prefer=chat%0d%0ax-header:1"],
    ["a wish with NUL", "prefer=chat%00"],
    ["an empty wish", "prefer="],
    ["a wish of 254 characters", `prefer=${"a".repeat(254)}`],
    ["a repeated count", "count=2&count=2"],
    ["a count with a wish", "prefer=chat-1&count=2"],
    ...[
      "",
      "0",
      "65",
      "-1",
      "+2",
      "02",
      "2.0",
      "1e1",
      "0x10",
      " 2",
      "2 ",
      "٢",
      "99999999999999999999",
      "NaN",
    ].map((count) => [`a count of ${JSON.stringify(count)}`, `count=${encodeURIComponent(count)}`]),
    ["a very long query", `x=${"a".repeat(QUERY_MAX_LENGTH)}`],
  ])("refuses %s", (_, query) => {
    expect(readPoolQuery(query)).toEqual(invalid);
  });

  it("agrees with URLSearchParams on every well-formed pool", () => {
    const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?$/);
    fc.assert(
      fc.property(label, label, fc.boolean(), (namespace, name, encoded) => {
        const pool = `${namespace}/${name}`;
        const query = `pool=${encoded ? encodeURIComponent(pool) : pool}&other=1`;
        expect(readPoolQuery(query)).toEqual({
          pool: new URLSearchParams(query).get("pool"),
          prefer: undefined,
          count: 1,
        });
      }),
    );
  });

  it("never throws, and gives only values of the right form", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (query) => {
        const result = readPoolQuery(query);
        if (!("invalid" in result) && result.prefer !== undefined)
          expect(result.prefer).toMatch(/^[a-z0-9.-]+$/);
      }),
    );
  });
});
