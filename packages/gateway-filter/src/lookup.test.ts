import type { HttpCallAnswer, ProxyWasmHost } from "@fairlead/proxy-wasm-host";
import { hostilePodIds } from "@fairlead/routing-schema/testing";
import { describe, expect, test } from "vitest";
import { counter, createFilter, request, upstreamPath } from "./testing/filter.ts";

const pending = (host: ProxyWasmHost): NonNullable<ProxyWasmHost["httpCalls"][number]> => {
  const [call] = host.httpCalls;
  if (call === undefined) throw new Error("The filter asks nothing.");
  return call;
};

test("asks as the article has it, and holds the request until the answer", async () => {
  const host = await createFilter({ api_path: "/where?v=1", pool: "default/chat", timeout_ms: 123 });
  const stream = request(host, "/x?a=1");
  const call = pending(host);
  expect([call.cluster, call.timeoutMs, call.headers.toArray()]).toEqual([
    "lookup",
    123,
    [
      [":method", "GET"],
      [":path", "/where?v=1&pool=default/chat"],
      [":authority", "lookup.test"],
    ],
  ]);
  expect(stream.requestPaused).toBe(true);
  host.answerHttpCall(call, { body: "pod-a" });
  expect(upstreamPath(stream)).toBe("/x?a=1&podId=pod-a");
});

test("carries the client's wish, else the cookie's", async () => {
  const host = await createFilter({ sticky_cookie: "room" });
  request(host, "/?podId=pod-b", { cookie: "room=pod-c" });
  request(host, "/?podId=%0a", { cookie: "room=pod-c" });
  const asked = host.httpCalls.map(({ headers }) => headers.get(":path"));
  expect(asked).toEqual(["/pod-lookup?prefer=pod-b", "/pod-lookup?prefer=pod-c"]);
});

describe("an answer that is trusted", () => {
  const id = { "x-fairlead-pod-id": "pod-a" };
  test.each<[string, HttpCallAnswer, Record<string, string | undefined>]>([
    ["by its header", { headers: id, body: "anything" }, {}],
    ["by its body", { body: "pod-a" }, {}],
    ["by its body and a line feed", { body: "pod-a\n" }, {}],
    ["by its body and a line end", { body: "pod-a\r\n" }, {}],
    [
      "with a route id",
      { headers: { ...id, "x-fairlead-route-id": "job-a" } },
      { "x-fairlead-pod": "job-a" },
    ],
    [
      "with endpoints",
      { headers: { ...id, "x-fairlead-endpoints": "10.0.0.1:80,[fd00::1]:8080" } },
      { "x-fairlead-endpoint": "10.0.0.1:80,[fd00::1]:8080" },
    ],
  ])("%s", async (_, answer, expected) => {
    const host = await createFilter();
    const stream = request(host, "/x", { "x-fairlead-pod": "evil", "x-fairlead-endpoint": "evil" });
    host.answerHttpCall(pending(host), answer);
    expect(upstreamPath(stream)).toBe("/x?podId=pod-a");
    for (const name of ["x-fairlead-pod", "x-fairlead-endpoint"]) {
      expect(stream.upstream.headers?.get(name)).toBe(expected[name]);
    }
    expect(counter(host, "routed_lookup")).toBe(1);
  });
});

const expectUnrouted = (host: ProxyWasmHost, path: string | undefined, cause: string): void => {
  expect(path).toBe("/x?podId=pod-z&podId=pod-y");
  expect(counter(host, `unrouted_${cause}`)).toBe(1);
  expect(host.logs.messages("warn")).toEqual([`request not routed cause=${cause} upstream=lookup more=0`]);
};

describe("an answer that is not leaves the request as it is", () => {
  const id = { "x-fairlead-pod-id": "pod-a" };
  const problem = (status: string, error: string): HttpCallAnswer => ({
    headers: { ":status": status, "x-fairlead-error": error },
    body: "{}",
  });
  test.each<[string, string, HttpCallAnswer]>([
    ["500", "server_error", { headers: { ":status": "500", ...id } }],
    ["503 of something else", "server_error", { headers: { ":status": "503" }, body: "pod-a" }],
    ["503, no pod", "no_pod", problem("503", "no_pod")],
    ["503, full", "full", problem("503", "full")],
    ["504", "timeout", { headers: { ":status": "504" } }],
    ["404", "refused", { headers: { ":status": "404" }, body: "pod-a" }],
    ["404, unknown pool", "unknown_pool", problem("404", "unknown_pool")],
    ["a redirect", "refused", { headers: { ":status": "302", location: "/" } }],
    ["204", "refused", { headers: { ":status": "204" } }],
    ["an unreadable status", "refused", { headers: { ":status": "2oo" }, body: "pod-a" }],
    ["an empty body", "malformed", {}],
    ["JSON", "malformed", { headers: { "content-type": "application/json" }, body: '{"podId":"pod-a"}' }],
    ["10 MB", "malformed", { body: "a".repeat(10_000_000) }],
    ["254 characters", "malformed", { body: "a".repeat(254) }],
    ["two line ends", "malformed", { body: "pod-a\n\n" }],
    ["a route id that is none", "malformed", { headers: { ...id, "x-fairlead-route-id": "a.b" } }],
    [
      "an endpoint that is none",
      "malformed",
      { headers: { ...id, "x-fairlead-endpoints": "10.0.0.1:80,pod:80" } },
    ],
    ["an address that is none", "malformed", { headers: { ...id, "x-fairlead-endpoints": "10.0.0.256:80" } }],
    ["a port that is none", "malformed", { headers: { ...id, "x-fairlead-endpoints": "[::1]:65536" } }],
  ])("%s: %s", async (_, cause, answer) => {
    const host = await createFilter();
    const stream = request(host, "/x?podId=pod-z&podId=pod-y");
    host.answerHttpCall(pending(host), answer);
    expectUnrouted(host, upstreamPath(stream), cause);
  });

  // A line feed at the end is what hand-written services add to a body; no header can carry one.
  test.each(hostilePodIds.filter((id) => id !== "chat-1\n"))("a pod id like %j", async (body) => {
    const host = await createFilter();
    const stream = request(host, "/x?podId=pod-z&podId=pod-y");
    host.answerHttpCall(pending(host), { body });
    expectUnrouted(host, upstreamPath(stream), "malformed");
  });

  test("a reset", async () => {
    const host = await createFilter();
    const stream = request(host, "/x?podId=pod-z&podId=pod-y");
    host.resetHttpCall(pending(host));
    expectUnrouted(host, upstreamPath(stream), "reset");
  });

  test("none in time", async () => {
    const host = await createFilter({ timeout_ms: 100 });
    const stream = request(host, "/x?podId=pod-z&podId=pod-y");
    host.advance(101);
    expectUnrouted(host, upstreamPath(stream), "timeout");
    expect(host.metrics.histogram("fairlead_filter_lookup_duration_ms")?.values).toEqual([100]);
  });

  test.each([
    ["unknown", (host: ProxyWasmHost) => host.clusters.remove("lookup")],
    ["without a healthy host", (host: ProxyWasmHost) => host.clusters.markUnhealthy("lookup")],
  ])("a cluster that is %s", async (_, breakIt) => {
    const host = await createFilter({}, { clusters: ["lookup"] });
    breakIt(host);
    expectUnrouted(host, upstreamPath(request(host, "/x?podId=pod-z&podId=pod-y")), "call_failed");
  });
});

test("a full pool is refused with the service's own Retry-After, when the configuration says so", async () => {
  const host = await createFilter({ on_full: "reject" });
  const stream = request(host, "/");
  host.answerHttpCall(pending(host), {
    headers: { ":status": "503", "x-fairlead-error": "full", "retry-after": "17" },
  });
  expect([stream.localResponse?.statusCode, stream.localResponse?.headers.get("retry-after")]).toEqual([
    503,
    "17",
  ]);
  expect(stream.upstream.headers).toBeUndefined();
});

test("repeated failures are logged once a minute, with the number of those between", async () => {
  const host = await createFilter();
  for (let round = 0; round < 3; round++) {
    request(host, "/");
    host.resetHttpCall(pending(host));
  }
  host.advance(60_001);
  request(host, "/");
  host.resetHttpCall(pending(host));
  expect(host.logs.messages("warn")).toEqual([
    "request not routed cause=reset upstream=lookup more=0",
    "request not routed cause=reset upstream=lookup more=2",
  ]);
});
