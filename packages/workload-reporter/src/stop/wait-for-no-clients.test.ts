import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createClientLedger } from "../clients/client-ledger.ts";
import { waitForNoClients } from "./wait-for-no-clients.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const never = new AbortController().signal;

test("nobody connected is idle at once", async () => {
  const ledger = createClientLedger();
  expect(await waitForNoClients(ledger, { timeoutMs: Infinity, lingerMs: 0, forced: never })).toBe("idle");
  expect(vi.getTimerCount()).toBe(0);
});

test("a client that arrives while the server lingers begins the wait anew", async () => {
  const ledger = createClientLedger();
  const outcome = vi.fn();
  void waitForNoClients(ledger, { timeoutMs: Infinity, lingerMs: 100, forced: never }).then(outcome);
  await vi.advanceTimersByTimeAsync(99);
  const release = ledger.connect();
  await vi.advanceTimersByTimeAsync(1000);
  release();
  await vi.advanceTimersByTimeAsync(99);
  expect(outcome).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(outcome).toHaveBeenCalledWith("idle");
});

test("without a limit a client may stay for a year", async () => {
  const ledger = createClientLedger();
  const outcome = vi.fn();
  const release = ledger.connect();
  void waitForNoClients(ledger, { timeoutMs: Infinity, lingerMs: 0, forced: never }).then(outcome);
  await vi.advanceTimersByTimeAsync(365 * 24 * 3_600_000);
  expect(outcome).not.toHaveBeenCalled();
  release();
  await vi.advanceTimersByTimeAsync(0);
  expect(outcome).toHaveBeenCalledWith("idle");
});

test("the time limit counts from the beginning", async () => {
  const ledger = createClientLedger();
  const outcome = vi.fn();
  ledger.connect();
  void waitForNoClients(ledger, { timeoutMs: 500, lingerMs: 0, forced: never }).then(outcome);
  await vi.advanceTimersByTimeAsync(499);
  expect(outcome).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(outcome).toHaveBeenCalledWith("timeout");
});

test("it can be cut short, also before it begins", async () => {
  const ledger = createClientLedger();
  ledger.connect();
  const forced = new AbortController();
  const waiting = waitForNoClients(ledger, { timeoutMs: Infinity, lingerMs: 0, forced: forced.signal });
  forced.abort();
  expect(await waiting).toBe("forced");
  expect(await waitForNoClients(ledger, { timeoutMs: Infinity, lingerMs: 0, forced: forced.signal })).toBe(
    "forced",
  );
  expect(vi.getTimerCount()).toBe(0);
});
