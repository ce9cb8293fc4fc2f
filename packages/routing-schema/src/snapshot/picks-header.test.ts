import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryPicksReport } from "../testing/fast-check.ts";
import { hostilePodIds } from "../testing/hostile-strings.ts";
import { encodePicks, parsePicks } from "./picks-header.ts";

describe("the header of picks", () => {
  it("is the one of docs/protocol.md", () => {
    expect(
      encodePicks({
        sequence: 4,
        picks: new Map([
          ["chat-1", 2],
          ["chat-2", 1],
        ]),
      }),
    ).toBe("4 chat-1=2 chat-2=1");
    expect(encodePicks({ sequence: 5, picks: new Map() })).toBe("5");
  });

  it("gives back every report that it was made of", () => {
    fc.assert(
      fc.property(arbitraryPicksReport, (report) => {
        expect(parsePicks(encodePicks(report))).toEqual(report);
      }),
    );
  });

  it("adds up a pod that is named twice", () => {
    expect(parsePicks("1 a=2 a=3")?.picks).toEqual(new Map([["a", 5]]));
  });

  it.each([
    "",
    " ",
    "x",
    "-1",
    "1.5",
    "1 ",
    " 1",
    "1  a=1",
    "1 a",
    "1 a=",
    "1 =1",
    "1 a=0",
    "1 a=-1",
    "1 a=01",
    "1 a=1=1",
    "1 a=1e3",
    "1 a=1000000000",
    "1\ta=1",
    "1234567890123456",
    ...hostilePodIds.map((podId) => `1 ${podId}=1`),
  ])("is refused whole when it is %j", (header) => {
    expect(parsePicks(header)).toBeUndefined();
  });

  it("takes the picks of replaced snapshots and no more", () => {
    const entries = (count: number): string =>
      Array.from({ length: count }, (_, index) => ` p${index}=1`).join("");
    expect(parsePicks(`1${entries(1024)}`)?.picks.size).toBe(1024);
    expect(parsePicks(`1${entries(1025)}`)).toBeUndefined();
  });
});
