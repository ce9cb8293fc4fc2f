import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createAskerLedger } from "./asker-ledger.ts";

const LEASE_MS = 1_000;
const report = (sequence: number, picks: Record<string, number>) => ({
  sequence,
  picks: new Map(Object.entries(picks)),
});
const total = (news: ReadonlyMap<string, number>): number =>
  [...news.values()].reduce((sum, count) => sum + count, 0);

describe("picks of an asker", () => {
  it("takes those of an unknown asker as they are", () => {
    expect(createAskerLedger(LEASE_MS).take("a", report(7, { x: 3 }), 0).picks).toEqual(new Map([["x", 3]]));
  });

  it("counts a repeated request once, and what it has more than before", () => {
    const ledger = createAskerLedger(LEASE_MS);
    ledger.take("a", report(1, { x: 3 }), 0);
    expect(ledger.take("a", report(1, { x: 3 }), 1).picks).toEqual(new Map());
    expect(ledger.take("a", report(1, { x: 4, y: 1 }), 2).picks).toEqual(
      new Map([
        ["x", 1],
        ["y", 1],
      ]),
    );
    expect(ledger.take("a", report(2, { x: 4 }), 3).picks).toEqual(new Map([["x", 4]]));
  });

  it("says since when picks may have been made: the asker's last request, or this moment", () => {
    const ledger = createAskerLedger(LEASE_MS);
    expect(ledger.take("a", report(1, { x: 1 }), 100).sinceMs).toBe(100);
    expect(ledger.take("a", report(2, { x: 1 }), 350).sinceMs).toBe(100);
  });

  it("ignores a request that was overtaken", () => {
    const ledger = createAskerLedger(LEASE_MS);
    ledger.take("a", report(5, { x: 1 }), 0);
    expect(total(ledger.take("a", report(4, { x: 9 }), 1).picks)).toBe(0);
  });

  it("counts an instance that starts anew under its old name again after a lease", () => {
    const ledger = createAskerLedger(LEASE_MS);
    ledger.take("a", report(50, { x: 1 }), 0);
    expect(total(ledger.take("a", report(0, { x: 1 }), LEASE_MS / 2).picks)).toBe(0);
    expect(total(ledger.take("a", report(1, { x: 1 }), LEASE_MS).picks)).toBe(1);
  });

  it("counts each pick exactly once, whatever is lost or repeated on the way", () => {
    const step = fc.record({
      picks: fc.nat({ max: 5 }),
      arrives: fc.boolean(),
      answered: fc.boolean(),
      repeated: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const ledger = createAskerLedger(LEASE_MS);
        let sequence = 0;
        let unanswered = 0;
        let made = 0;
        let counted = 0;
        for (const { picks, arrives, answered, repeated } of [
          ...steps,
          { picks: 0, arrives: true, answered: true, repeated: false },
        ]) {
          made += picks;
          unanswered += picks;
          const message = report(sequence, unanswered > 0 ? { x: unanswered } : {});
          for (let time = arrives ? 1 : 0; time > 0; time -= 1)
            counted += total(ledger.take("a", message, 0).picks);
          if (arrives && repeated) counted += total(ledger.take("a", message, 0).picks);
          if (arrives && answered) {
            sequence += 1;
            unanswered = 0;
          }
        }
        expect(counted).toBe(made);
      }),
    );
  });
});

describe("askers", () => {
  it("are those that told of picks within the lease, and at least one", () => {
    const ledger = createAskerLedger(LEASE_MS);
    expect(ledger.askers(0)).toBe(1);
    ledger.take("a", report(1, { x: 1 }), 0);
    ledger.take("b", report(1, { x: 1 }), 500);
    ledger.take("c", report(1, {}), 500);
    expect(ledger.askers(600)).toBe(2);
    expect(ledger.askers(1_000)).toBe(1);
    expect(ledger.askers(9_000)).toBe(1);
  });

  it("are bounded: the one unheard for longest is forgotten", () => {
    const ledger = createAskerLedger(LEASE_MS, 100);
    for (let index = 0; index < 1_000; index += 1) ledger.take(`a${index}`, report(1, { x: 1 }), 0);
    expect(ledger.askers(0)).toBe(100);
    expect(total(ledger.take("a999", report(1, { x: 1 }), 0).picks)).toBe(0);
    expect(total(ledger.take("a0", report(1, { x: 1 }), 0).picks)).toBe(1);
  });
});
