import type { ProxyWasmHost } from "@fairlead/proxy-wasm-host";
import { expect, test } from "vitest";
import { counter, createFilter, request, upstreamPath } from "./testing/filter.ts";

/** One request, whose question is reset; whether the filter asked at all. */
function failOnce(host: ProxyWasmHost): boolean {
  const stream = request(host, "/");
  const [call] = host.httpCalls;
  if (call !== undefined) host.resetHttpCall(call);
  expect(upstreamPath(stream)).toBe("/");
  return call !== undefined;
}

const breakersOpen = (host: ProxyWasmHost): number | undefined =>
  host.metrics.gauge("fairlead_filter_breakers_open");

test("after five failures in a row nothing is asked for a second, then by one request, and the pause doubles to 30 s", async () => {
  const host = await createFilter();
  expect(Array.from({ length: 6 }, () => failOnce(host))).toEqual([true, true, true, true, true, false]);
  expect([breakersOpen(host), counter(host, "unrouted_breaker_open")]).toEqual([1, 1]);
  for (const pauseMs of [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]) {
    host.advance(pauseMs - 600);
    expect(failOnce(host)).toBe(false);
    host.advance(1200);
    expect([failOnce(host), failOnce(host)]).toEqual([true, false]);
    host.advance(0);
  }
});

test("an answer closes it", async () => {
  const host = await createFilter();
  for (let index = 0; index < 5; index++) failOnce(host);
  host.advance(1500);
  const probe = request(host, "/");
  expect(upstreamPath(request(host, "/"))).toBe("/");
  const [call] = host.httpCalls;
  if (call === undefined) throw new Error("The filter asks nothing.");
  host.answerHttpCall(call, { body: "pod-a" });
  expect(upstreamPath(probe)).toBe("/?podId=pod-a");
  expect(breakersOpen(host)).toBe(0);
  expect(Array.from({ length: 5 }, () => failOnce(host))).toEqual([true, true, true, true, true]);
});

test("a client that leaves does not leave the probe behind", async () => {
  const host = await createFilter();
  for (let index = 0; index < 5; index++) failOnce(host);
  host.advance(1500);
  request(host, "/").close();
  const [call] = host.httpCalls;
  if (call === undefined) throw new Error("The filter asks nothing.");
  host.answerHttpCall(call, { body: "pod-a" });
  expect(failOnce(host)).toBe(true);
});

test("refusals do not open it: the service is there", async () => {
  const host = await createFilter();
  for (let index = 0; index < 10; index++) {
    request(host, "/");
    const [call] = host.httpCalls;
    if (call === undefined) throw new Error("The filter asks nothing.");
    host.answerHttpCall(call, { headers: { ":status": "404" } });
  }
  expect(breakersOpen(host)).toBe(0);
});
