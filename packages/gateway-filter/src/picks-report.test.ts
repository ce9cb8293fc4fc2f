import { encodeSnapshot, parsePicks } from "@fairlead/routing-schema";
import type { ProxyWasmHost } from "@fairlead/proxy-wasm-host";
import { expect, test } from "vitest";
import {
  awaitCall,
  counter,
  createFedFilter,
  createFilter,
  feed,
  pod,
  request,
  snapshot,
} from "./testing/filter.ts";

const held = snapshot([pod("pod-a"), pod("pod-b", { score: 1_000_000 })]);

function send(host: ProxyWasmHost, requests: number): void {
  for (let index = 0; index < requests; index++) request(host, "/").close();
}

/** The next request for a snapshot. */
function nextFetch(host: ProxyWasmHost): {
  sequence: number;
  picks: Record<string, number>;
  asker: string | undefined;
  etag: string | undefined;
} {
  const { headers } = awaitCall(host);
  const report = parsePicks(headers.get("x-fairlead-picks") ?? "");
  if (report === undefined) throw new Error("There is no report of picks.");
  return {
    sequence: report.sequence,
    picks: Object.fromEntries(report.picks),
    asker: headers.get("x-fairlead-asker"),
    etag: headers.get("if-none-match"),
  };
}

test("picks travel once: with the next request, and again while it stays unanswered", async () => {
  const host = await createFedFilter(held);
  send(host, 3);
  const first = nextFetch(host);
  expect(first).toMatchObject({
    sequence: 2,
    picks: { "pod-a": 3 },
    asker: expect.stringMatching(/^[a-z0-9]{1,32}$/),
  });
  send(host, 2);
  host.advance(500);
  expect(counter(host, "snapshot_failed")).toBe(1);
  expect(nextFetch(host)).toMatchObject({ sequence: 2, picks: { "pod-a": 5 }, asker: first.asker });
  send(host, 1);
  feed(host, held);
  expect(nextFetch(host)).toMatchObject({ sequence: 3, picks: { "pod-a": 1 } });
  feed(host, held);
  send(host, 1);
  expect(nextFetch(host)).toMatchObject({ sequence: 4, picks: { "pod-a": 1 } });
});

test("a pod that is gone is still reported", async () => {
  const host = await createFedFilter(held);
  send(host, 2);
  nextFetch(host);
  send(host, 4);
  feed(host, snapshot([pod("pod-c")]));
  expect(nextFetch(host).picks).toEqual({ "pod-a": 4 });
});

test("until the request is answered, its picks still weigh; then the snapshot has them", async () => {
  const two = snapshot([pod("pod-a"), pod("pod-b", { score: 4 })]);
  const host = await createFedFilter(two);
  send(host, 3);
  nextFetch(host);
  send(host, 3);
  feed(host, snapshot([pod("pod-a", { score: 3 }), pod("pod-b", { score: 4 })]));
  const { picks } = nextFetch(host);
  expect((picks["pod-a"] ?? 0) + (picks["pod-b"] ?? 0)).toBe(3);
  expect(picks["pod-a"]).toBeGreaterThanOrEqual(1);
  expect(picks["pod-b"]).toBeGreaterThanOrEqual(1);
});

test("reports stay below the header limit of common servers, and nothing is lost", async () => {
  const pods = Array.from({ length: 128 }, (_, index) => pod(`${"x".repeat(200)}-${index}`));
  const host = await createFedFilter(snapshot(pods));
  send(host, 128 * 20);
  const total: Record<string, number> = {};
  let reported = 0;
  for (let round = 0; round < 8; round++) {
    const { picks } = nextFetch(host);
    expect(host.httpCalls[0]?.headers.get("x-fairlead-picks")?.length).toBeLessThan(8300);
    for (const [podId, count] of Object.entries(picks)) total[podId] = (total[podId] ?? 0) + count;
    reported = Object.values(total).reduce((sum, count) => sum + count, 0);
    feed(host, snapshot(pods));
    request(host, "/").close();
  }
  expect(reported).toBeGreaterThanOrEqual(128 * 20);
});

test("what is unchanged is not sent again", async () => {
  const host = await createFilter({ mode: "snapshot" });
  feed(host, held, { etag: '"7"' });
  request(host, "/");
  expect(nextFetch(host).etag).toBe('"7"');
  feed(host, "", { ":status": "304" });
  expect([counter(host, "snapshot_unchanged"), counter(host, "snapshot_fetched")]).toEqual([1, 1]);
  host.advance(9000);
  expect(request(host, "/").requestPaused).toBe(false);
});

test("a busy pool is fetched in each interval, though its tick comes a moment early", async () => {
  const host = await createFedFilter(held, { snapshot_interval_ms: 500 });
  host.advance(500);
  const fetchedFor = (waitMs: number): boolean => {
    send(host, 1);
    host.advance(waitMs);
    host.tick();
    const { length } = host.httpCalls;
    if (length > 0) feed(host, held);
    return length > 0;
  };
  fetchedFor(0);
  expect([fetchedFor(400), fetchedFor(93), fetchedFor(493)]).toEqual([false, true, true]);
});

test("the answer may wait for other pods until shortly before the next fetch", async () => {
  const host = await createFilter({ mode: "snapshot", timeout_ms: 300, snapshot_interval_ms: 1_000 });
  expect(awaitCall(host).headers.get("x-fairlead-wait")).toBeUndefined();
  feed(host, held, { etag: '"7"' });
  send(host, 1);
  const { headers, timeoutMs } = awaitCall(host);
  expect([headers.get("x-fairlead-wait"), timeoutMs]).toEqual(["875", 1_175]);
  feed(host, held, { etag: '"7"' });
  const short = await createFilter({ mode: "snapshot", snapshot_interval_ms: 50 });
  feed(short, held, { etag: '"7"' });
  send(short, 1);
  expect(awaitCall(short).headers.get("x-fairlead-wait")).toBe("25");
  for (const [maxAgeMs, wait] of [
    [1_000, "125"],
    [10, undefined],
  ] as const) {
    const aging = await createFilter({ mode: "snapshot", snapshot_interval_ms: 1_000 });
    feed(aging, { ...held, maxAgeMs }, { etag: '"7"' });
    request(aging, "/");
    const call = awaitCall(aging);
    expect(call.headers.get("x-fairlead-wait")).toBe(wait);
  }
});

test("sixteen answers may wait at once, and no more", async () => {
  const pools = Array.from({ length: 20 }, (_, index) => `games/pool-${index}`);
  const routes = pools.map((pool, index) => ({ path_prefix: `/${index}/`, pool }));
  const host = await createFilter({ mode: "snapshot", routes });
  const answerAll = (): void => {
    for (const call of host.httpCalls) {
      host.answerHttpCall(call, { headers: { etag: '"7"' }, body: encodeSnapshot(held) });
    }
  };
  host.tick();
  answerAll();
  for (let round = 0; round < 3; round++) {
    for (const index of pools.keys()) request(host, `/${index}/`).close();
    host.advance(1_000);
    const waits = host.httpCalls.map(({ headers }) => headers.get("x-fairlead-wait"));
    expect([waits.length, waits.filter((wait) => wait !== undefined).length]).toEqual([20, 16]);
    answerAll();
  }
});

test("an answer after the next fetch was due is followed by it, without a tick between", async () => {
  const host = await createFilter({ mode: "snapshot" });
  feed(host, held, { etag: '"7"' });
  send(host, 2);
  const first = awaitCall(host);
  send(host, 1);
  host.advance(1_001);
  expect(host.httpCalls).toEqual([first]);
  host.answerHttpCall(first, { headers: { ":status": "304" }, body: "" });
  expect(nextFetch(host)).toMatchObject({ sequence: 3, picks: { "pod-a": 1 } });
});

test("one fetch at a time; idle, only as often as freshness needs; too old, not picked from", async () => {
  const host = await createFedFilter(held, { timeout_ms: 3000 });
  host.advance(4000);
  expect(host.httpCalls).toHaveLength(0);
  host.advance(1500);
  expect(host.httpCalls).toHaveLength(1);
  host.advance(2000);
  expect(host.httpCalls).toHaveLength(1);
  host.advance(3500);
  const stream = request(host, "/");
  expect(stream.requestPaused).toBe(true);
});
