import { expect, test } from "vitest";
import {
  awaitCall,
  BASE,
  counter,
  createFedFilter,
  createFilter,
  feed,
  pod,
  request,
  snapshot,
  upstreamPath,
  upstreamPod,
} from "./testing/filter.ts";

test("clients that leave while the service is asked are counted, and never touched again", async () => {
  const host = await createFilter();
  for (let index = 0; index < 10_000; index++) {
    request(host, "/x").close();
    const [call] = host.httpCalls;
    if (call === undefined) throw new Error("The filter asks nothing.");
    host.answerHttpCall(call, { body: "pod-a" });
  }
  expect([host.vmFailed, host.violations, counter(host, "client_gone")]).toEqual([false, [], 10_000]);
});

test("a stream that the host has lost without saying so is not touched either", async () => {
  const host = await createFilter();
  const stream = request(host, "/x");
  host.faults.inject({ hostCall: "proxy_set_effective_context", status: 2 });
  const [call] = host.httpCalls;
  if (call === undefined) throw new Error("The filter asks nothing.");
  host.answerHttpCall(call, { body: "pod-a" });
  expect([host.vmFailed, upstreamPath(stream)]).toEqual([false, undefined]);
});

test("at most 1024 questions are under way at once", async () => {
  const host = await createFilter();
  const streams = Array.from({ length: 1025 }, () => request(host, "/x"));
  expect(host.httpCalls).toHaveLength(1024);
  expect(streams.at(-1)?.requestPaused).toBe(false);
  expect(counter(host, "unrouted_overload")).toBe(1);
  for (const call of [...host.httpCalls]) host.answerHttpCall(call, { body: "pod-a" });
  expect(streams.filter((stream) => upstreamPath(stream) === "/x?podId=pod-a")).toHaveLength(1024);
  expect(request(host, "/x").requestPaused).toBe(true);
});

test("memory does not grow with requests, answers, snapshots and configurations", async () => {
  const configuration = {
    mode: "snapshot",
    sticky_cookie: "room",
    expose_pod: true,
    snapshot_interval_ms: 50,
    probe_token: "token",
  } as const;
  const host = await createFedFilter(snapshot([pod("pod-a", { score: 1e15 })]), configuration);
  const round = (number: number): void => {
    const pods = Array.from({ length: 128 }, (_, index) =>
      pod(`pod-${number}-${index}`.padEnd(200, "x"), { room: 3 }),
    );
    request(host, "/").close();
    request(host, "/", { "x-fairlead-probe": "token" }).close();
    awaitCall(host);
    feed(host, snapshot(pods, { poolSize: 1000 }));
    for (let index = 0; index < 200; index++) {
      const stream = request(host, `/x?${"a".repeat(index * 100)}&podId=pod-a`);
      for (const call of [...host.httpCalls]) host.answerHttpCall(call, { body: "pod-a" });
      if (index % 3 > 0) stream.responseHeaders({ ":status": index % 3 > 1 ? "500" : "200" });
      stream.close();
    }
    host.reconfigure(JSON.stringify({ ...BASE, ...configuration, timeout_ms: 500 + number }));
    feed(host, snapshot(pods));
  };
  for (let number = 0; number < 8; number++) round(number);
  const settled = host.memoryBytes;
  for (let number = 8; number < 60; number++) round(number);
  expect([host.memoryBytes, host.vmFailed, host.contextCount]).toEqual([settled, false, 1]);
});

test("a new configuration lets go of the questions of the old one", async () => {
  const host = await createFilter({ mode: "snapshot", sticky_cookie: "room" });
  host.tick();
  const stream = request(host, "/x");
  const calls = [...host.httpCalls];
  expect(host.reconfigure(JSON.stringify({ ...BASE, pool: "default/other" }))).toBe(true);
  for (const call of calls) if (host.httpCalls.includes(call)) host.answerHttpCall(call, { body: "pod-a" });
  expect([host.vmFailed, upstreamPath(stream)]).toEqual([false, "/x?podId=pod-a"]);
  expect(host.violations).toEqual([]);
});

test("questions of a filter that is removed make room for others", async () => {
  const host = await createFilter();
  for (let index = 0; index < 1024; index++) request(host, "/x").close();
  expect(host.reconfigure(JSON.stringify({ ...BASE, pool: "default/other" }))).toBe(true);
  expect(request(host, "/x").requestPaused).toBe(true);
});

test("a clock that is set back by an hour neither stops the refreshing nor keeps a snapshot alive", async () => {
  let now = 10n ** 18n;
  const host = await createFedFilter(snapshot([pod("pod-a")]), {}, { now: () => now });
  const pass = (milliseconds: number): void => {
    now += BigInt(milliseconds) * 1_000_000n;
    host.tick();
  };
  now -= 3_600_000_000_000n;
  pass(0);
  request(host, "/").close();
  for (let waited = 0; waited < 1100; waited += 100) pass(100);
  const [call] = host.httpCalls;
  expect(call?.headers.get(":path")).toBe("/v1/snapshot");
  for (let waited = 0; waited < 10_000; waited += 500) pass(500);
  expect(request(host, "/").requestPaused).toBe(true);
});

test("two streams made before either has headers keep their own filter", async () => {
  const host = await createFedFilter(snapshot([pod("pod-a")]));
  const streams = [host.createStream(), host.createStream()];
  for (const stream of streams.toReversed())
    stream.requestHeaders({ ":method": "GET", ":path": "/", ":authority": "a" });
  expect(streams.map(upstreamPod)).toEqual(["pod-a", "pod-a"]);
});
