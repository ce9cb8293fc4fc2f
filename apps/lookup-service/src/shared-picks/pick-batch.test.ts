import { expect, it } from "vitest";
import { createPickBatch, MESSAGE_BYTES_MAX, WAITING_PODS_MAX } from "./pick-batch.ts";
import { decodePickMessage, encodePickMessage, MESSAGE_TEXT_MAX } from "./pick-message.ts";

const REPLICA = "0123456789abcdef";
const pick = (podId: string, atMs: number, count = 1) => ({ podId, count, sinceMs: atMs, untilMs: atMs });

it("unites the picks of a pod, and gives them out once", () => {
  const batch = createPickBatch(REPLICA);
  batch.add("a/x", pick("pod-1", 100));
  batch.add("a/x", { podId: "pod-1", count: 3, sinceMs: 40, untilMs: 120 });
  batch.add("a/x", pick("pod-2", 130));
  batch.add("a/y", pick("pod-1", 140));
  expect(batch.take()).toEqual([
    {
      replica: REPLICA,
      sequence: 1,
      pools: new Map([
        ["a/x", [{ podId: "pod-1", count: 4, sinceMs: 40, untilMs: 120 }, pick("pod-2", 130)]],
        ["a/y", [pick("pod-1", 140)]],
      ]),
    },
  ]);
  expect(batch.take()).toEqual([]);
  batch.add("a/x", pick("pod-1", 150));
  expect(batch.take()).toMatchObject([{ sequence: 2 }]);
});

it("keeps so many pods and no more, however long nobody takes them", () => {
  const batch = createPickBatch(REPLICA);
  for (let pod = 0; pod < WAITING_PODS_MAX; pod += 1)
    expect(batch.add("a/x", pick(`pod-${pod}`, 0))).toBe(true);
  expect(batch.add("a/x", pick("one-more", 0))).toBe(false);
  expect(batch.add("a/x", pick("pod-7", 0))).toBe(true);
  batch.take();
  expect(batch.add("a/x", pick("one-more", 0))).toBe(true);
});

it("makes messages that are small enough to be read, of the longest names as well", () => {
  const batch = createPickBatch(REPLICA);
  const pods = 600;
  for (let pod = 0; pod < pods; pod += 1) {
    const pool = `${"n".repeat(60)}/${"p".repeat(58)}${1_000 + pod}`;
    batch.add(pool, {
      podId: `${"x".repeat(249)}${1_000 + pod}`,
      count: 1_000_000,
      sinceMs: -3_600_000,
      untilMs: -3_600_000,
    });
  }
  const messages = batch.take();
  expect(messages.map(({ sequence }) => sequence)).toEqual(messages.map((_, index) => index + 1));
  let told = 0;
  for (const message of messages) {
    const text = encodePickMessage(message, 0);
    expect(text.length).toBeLessThan(MESSAGE_TEXT_MAX);
    expect(text.length).toBeLessThan(MESSAGE_BYTES_MAX + 200);
    const read = decodePickMessage(text, 0);
    for (const picks of read?.pools.values() ?? []) told += picks.length;
  }
  expect(told).toBe(pods);
});
