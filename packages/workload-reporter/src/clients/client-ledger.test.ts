import { array, assert, constantFrom, integer, option, oneof, property, record, string } from "fast-check";
import { expect, test, vi } from "vitest";
import { createClientLedger, type Release } from "./client-ledger.ts";

test("the count is that of a plain model for any sequence of connects, releases and sets", () => {
  const step = oneof(
    record({
      do: constantFrom("connect" as const),
      key: option(constantFrom("a", "b", "c"), { nil: undefined }),
    }),
    record({ do: constantFrom("release" as const), index: integer({ min: 0, max: 30 }) }),
    record({ do: constantFrom("set" as const), to: constantFrom(-5, 0, 3, Number.NaN) }),
  );
  assert(
    property(array(step, { maxLength: 60 }), (steps) => {
      const ledger = createClientLedger();
      const connections: { key: string | undefined; open: boolean; release: Release }[] = [];
      let byHand = 0;
      for (const current of steps) {
        if (current.do === "connect") {
          connections.push({ key: current.key, open: true, release: ledger.connect(current.key) });
        } else if (current.do === "release") {
          const connection = connections[current.index];
          connection?.release();
          if (connection) connection.open = false;
        } else {
          ledger.set(current.to);
          if (!Number.isNaN(current.to)) byHand = Math.max(0, current.to);
        }
        const open = connections.filter((connection) => connection.open);
        const keys = new Set(open.map(({ key }) => key).filter((key) => key !== undefined));
        const anonymous = open.filter(({ key }) => key === undefined).length;
        expect(ledger.clients).toBe(anonymous + keys.size + byHand);
      }
      for (const { release } of connections) release();
      expect(ledger.clients).toBe(byHand);
    }),
  );
});

test("any key is a client until its last connection is released", () => {
  assert(
    property(string(), integer({ min: 1, max: 10 }), (key, connections) => {
      const ledger = createClientLedger();
      const releases = Array.from({ length: connections }, () => ledger.connect(key));
      for (const release of releases) {
        expect(ledger.clients).toBe(1);
        release();
        release();
      }
      expect(ledger.clients).toBe(0);
    }),
  );
});

test("a number by hand that is no number changes nothing", () => {
  const ledger = createClientLedger();
  ledger.set(4);
  expect(ledger.set(Number.NaN)).toBe(false);
  expect(ledger.set("7" as unknown as number)).toBe(false);
  expect(ledger.clients).toBe(4);
});

test("listeners hear of changes of the total until they are taken off", () => {
  const ledger = createClientLedger();
  const listener = vi.fn();
  const off = ledger.onChange(listener);
  const release = ledger.connect("a");
  const second = ledger.connect("a");
  second();
  expect(listener).toHaveBeenCalledTimes(1);
  release();
  expect(listener).toHaveBeenCalledTimes(2);
  off();
  ledger.connect();
  expect(listener).toHaveBeenCalledTimes(2);
});
