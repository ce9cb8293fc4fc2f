import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createPoolRegistry } from "../pools/pool-registry.ts";
import { createEventHub, STREAM_BUFFER_BYTES, STREAMS_MAX, type EventHub } from "./event-hub.ts";

let nowMs = 0;
let hub: EventHub;
let registry: ReturnType<typeof createPoolRegistry>;
const closed: boolean[] = [];

const setPods = (count: number, pool = "default/chat"): void =>
  registry.apply(
    new Map([
      [
        pool,
        {
          pods: Array.from({ length: count }, (_, index) => ({
            podId: `pod-${index}`,
            endpoint: "127.0.0.1:9",
            state: "open" as const,
          })),
        },
      ],
    ]),
    nowMs,
  );

beforeEach(() => {
  vi.useFakeTimers();
  nowMs = 0;
  closed.length = 0;
  registry = createPoolRegistry({ settings: {}, random: Math.random });
  hub = createEventHub({ registry, clock: () => nowMs, closed: (dropped) => closed.push(dropped) });
});
afterEach(() => {
  hub.stop();
  vi.useRealTimers();
});

/** Lets time pass, one round of events at a time. */
function pass(durationMs: number): void {
  for (const end = nowMs + durationMs; nowMs < end;) {
    nowMs += 500;
    vi.advanceTimersByTime(500);
  }
}

type Reader = ReadableStreamDefaultReader<Uint8Array>;
const subscribe = (pool?: string): Reader => (hub.subscribe(pool) as ReadableStream<Uint8Array>).getReader();
const read = async (reader: Reader): Promise<string> => {
  const { value, done } = await reader.read();
  return done ? "(end)" : Buffer.from(value).toString();
};

describe("the event hub", () => {
  it("tells everything at first, then coalesced changes, of the subscribed pool only", async () => {
    setPods(2);
    const reader = subscribe("default/chat");
    expect(await read(reader)).toMatch(/^event: reset\ndata: \{\}\n\nevent: pool\n/);
    const pool = registry.get("default/chat");
    for (let pick = 0; pick < 10; pick += 1) pool?.pick(undefined, nowMs);
    pass(500);
    const text = await read(reader);
    expect(text.match(/^event: .*/gm)).toEqual(["event: load"]);
    expect(text).toContain('{"podId":"pod-0","load":5,');
  });

  it("beats while nothing happens", async () => {
    setPods(1);
    const reader = subscribe();
    await read(reader);
    pass(15_000);
    expect(await read(reader)).toBe(":\n\n");
  });

  it("ends the stream of a pool that is gone, and tells all others", async () => {
    setPods(1);
    const [one, all] = [subscribe("default/chat"), subscribe()];
    await read(one);
    await read(all);
    setPods(1, "default/other");
    pass(500);
    expect(await read(one)).toContain("event: pool-removed");
    expect(await read(one)).toBe("(end)");
    expect(await read(all)).toMatch(/event: pool-removed[^]*event: pool\n/);
  });

  it("holds back from a slow client, and gives it the whole state once it has caught up", async () => {
    setPods(2_000);
    const reader = subscribe();
    const pool = registry.get("default/chat");
    for (let round = 0; round < 10; round += 1) {
      pool?.pick(undefined, nowMs);
      pass(500);
    }
    const first = await read(reader);
    expect(first.length).toBeGreaterThan(STREAM_BUFFER_BYTES);
    pass(500);
    expect(await read(reader)).toMatch(/^event: reset\n/);
    expect(closed).toEqual([]);
  });

  it("drops a client that stays behind", async () => {
    setPods(2_000);
    const reader = subscribe();
    pass(11_000);
    expect(closed).toEqual([true]);
    expect(hub.size).toBe(0);
    await expect(reader.read()).rejects.toThrow("too slowly");
  });

  it("keeps so many streams and no more, and none after it stopped", async () => {
    const readers = Array.from({ length: STREAMS_MAX }, () => subscribe());
    expect(hub.subscribe(undefined)).toBeUndefined();
    await readers[0]?.cancel();
    expect(hub.subscribe(undefined)).toBeDefined();
    hub.stop();
    expect(hub.size).toBe(0);
    expect(hub.subscribe(undefined)).toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
  });
});
