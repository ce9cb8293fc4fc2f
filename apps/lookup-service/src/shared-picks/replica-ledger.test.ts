import { expect, it } from "vitest";
import { createReplicaLedger } from "./replica-ledger.ts";

it("takes each message of another replica once, in whatever order copies come", () => {
  const ledger = createReplicaLedger("own");
  expect(ledger.take("a", 1, 0)).toBe(true);
  expect(ledger.take("a", 2, 1)).toBe(true);
  expect(ledger.take("a", 1, 2)).toBe(false);
  expect(ledger.take("a", 2, 3)).toBe(false);
  expect(ledger.take("b", 2, 4)).toBe(true);
  expect(ledger.take("own", 9, 5)).toBe(false);
});

it("counts the replicas that were heard lately", () => {
  const ledger = createReplicaLedger("own");
  ledger.take("a", 1, 10);
  ledger.take("b", 1, 20);
  expect(ledger.heardSince(10)).toBe(2);
  expect(ledger.heardSince(11)).toBe(1);
  ledger.take("a", 2, 30);
  expect(ledger.heardSince(11)).toBe(2);
});

it("forgets the one that is unheard for longest when there are too many", () => {
  const ledger = createReplicaLedger("own", 2);
  ledger.take("a", 5, 0);
  ledger.take("b", 5, 1);
  ledger.take("a", 6, 2);
  ledger.take("c", 1, 3);
  expect(ledger.heardSince(0)).toBe(2);
  expect(ledger.take("a", 6, 4)).toBe(false);
  expect(ledger.take("b", 5, 5)).toBe(true);
});
