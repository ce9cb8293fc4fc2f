import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createTeller } from "./create-teller.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Each telling lasts until it is ended. */
function start() {
  const told: (() => void)[] = [];
  const teller = createTeller({
    tell: () => new Promise((resolve) => told.push(resolve)),
    clock: { nowMs: () => performance.now() },
    quietMs: 100,
    limitMs: 1_000,
  });
  return { teller, told };
}
it("tells of what happens once it has been quiet", async () => {
  const { teller, told } = start();
  teller.happened();
  await vi.advanceTimersByTimeAsync(99);
  expect(told).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(told).toHaveLength(1);
});

it("tells of several steps once, when it has been quiet", async () => {
  const { teller, told } = start();
  for (let step = 0; step < 5; step += 1) {
    teller.happened(true);
    await vi.advanceTimersByTimeAsync(99);
  }
  expect(told).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(told).toHaveLength(1);
});

it("tells of what goes on without a pause all the same", async () => {
  const { teller, told } = start();
  for (let step = 0; step < 25; step += 1) {
    await vi.advanceTimersByTimeAsync(50);
    teller.happened(true);
    told.at(-1)?.();
  }
  expect(told).toHaveLength(1);
});

it("does not wait for looks that find nothing to do", async () => {
  const { teller, told } = start();
  for (let look = 0; look < 5; look += 1) {
    teller.happened();
    await vi.advanceTimersByTimeAsync(20);
  }
  expect(told).toHaveLength(1);
});

it("tells one thing at a time, and what happened meanwhile afterwards", async () => {
  const { teller, told } = start();
  teller.happened();
  await vi.advanceTimersByTimeAsync(100);
  teller.happened();
  await vi.advanceTimersByTimeAsync(200);
  expect(told).toHaveLength(1);
  told[0]?.();
  await vi.advanceTimersByTimeAsync(100);
  expect(told).toHaveLength(2);
});

it("tells nothing once it is stopped, and waits for what is being told", async () => {
  const { teller, told } = start();
  teller.happened();
  await vi.advanceTimersByTimeAsync(100);
  const stopped = teller.stop();
  teller.happened();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(told).toHaveLength(1);
  told[0]?.();
  await expect(stopped).resolves.toBeUndefined();
});
