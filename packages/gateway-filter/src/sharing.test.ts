import type { HttpCall, HttpCallAnswer, HttpStream, ProxyWasmHost } from "@fairlead/proxy-wasm-host";
import type { FilterConfiguration } from "@fairlead/routing-schema";
import { hostilePodIds } from "@fairlead/routing-schema/testing";
import { describe, expect, test } from "vitest";
import { BASE, counter, createFilter, request, upstreamPath, upstreamPod } from "./testing/filter.ts";

const plain = (podId: string, batch: string | null = "64"): HttpCallAnswer => ({
  headers: { "x-fairlead-pod-id": podId, ...(batch === null ? {} : { "x-fairlead-batch": batch }) },
  body: podId,
});

const shared = (lines: readonly string[], headers: Record<string, string> = {}): HttpCallAnswer => ({
  headers: { "x-fairlead-count": String(lines.length), "x-fairlead-batch": "64", ...headers },
  body: lines.map((line) => `${line}\n`).join(""),
});

const paths = (host: ProxyWasmHost): (string | undefined)[] =>
  host.httpCalls.map(({ headers }) => headers.get(":path"));

function callAt(host: ProxyWasmHost, index: number): HttpCall {
  const call = host.httpCalls[index];
  if (call === undefined) throw new Error(`The filter has no call ${index}.`);
  return call;
}

const requests = (host: ProxyWasmHost, count: number, path = "/x"): HttpStream[] =>
  Array.from({ length: count }, () => request(host, path));

interface Shared {
  readonly host: ProxyWasmHost;
  /** Two requests with a call each. */
  readonly first: HttpStream[];
  /** Requests that wait in the queue. */
  readonly queued: HttpStream[];
}

/** A filter that has learned to share, with two calls under way and `queued` requests behind them. */
async function sharing(
  queued: number,
  configuration: Partial<FilterConfiguration> = {},
  batch = "64",
): Promise<Shared> {
  const host = await createFilter(configuration);
  request(host, "/");
  host.answerHttpCall(callAt(host, 0), plain("pod-0", batch));
  return { host, first: requests(host, 2), queued: requests(host, queued) };
}

/** The same, one step on: the queue has become one call, which is the last of `host.httpCalls`. */
async function asked(count: number, configuration: Partial<FilterConfiguration> = {}): Promise<Shared> {
  const world = await sharing(count, configuration);
  world.host.answerHttpCall(callAt(world.host, 0), plain("pod-1"));
  return world;
}

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `pod-${index}`);

describe("a service that does not say that it answers several clients", () => {
  test.each([null, "", "1", "0", "-2", "many", "2.5"])("with %j is asked once for each", async (batch) => {
    const host = await createFilter();
    request(host, "/");
    host.answerHttpCall(callAt(host, 0), plain("pod-0", batch));
    const streams = requests(host, 20);
    expect(paths(host)).toEqual(Array(20).fill("/pod-lookup"));
    for (const call of [...host.httpCalls]) host.answerHttpCall(call, plain("pod-1", batch));
    expect(streams.map(upstreamPod)).toEqual(Array(20).fill("pod-1"));
    expect(counter(host, "lookup_shared")).toBe(0);
  });

  test("any more, is asked once for each of those who wait, and by each that comes", async () => {
    const { host, queued } = await sharing(3);
    host.answerHttpCall(callAt(host, 0), { body: "pod-1" });
    expect(paths(host)).toEqual(Array(4).fill("/pod-lookup"));
    request(host, "/");
    expect(paths(host)).toHaveLength(5);
    for (const call of [...host.httpCalls]) host.answerHttpCall(call, { body: "pod-2" });
    expect(queued.map(upstreamPod)).toEqual(Array(3).fill("pod-2"));
  });
});

describe("requests behind two calls under way", () => {
  test("share the next call, and get its lines in the order in which they came", async () => {
    const { host, first, queued } = await sharing(3, { pool: "default/chat", api_path: "/where?v=1" });
    expect(paths(host)).toHaveLength(2);
    host.answerHttpCall(callAt(host, 1), plain("pod-1"));
    expect(paths(host)).toEqual(["/where?v=1&pool=default/chat", "/where?v=1&pool=default/chat&count=3"]);
    host.answerHttpCall(
      callAt(host, 1),
      shared(["pod-a job-a -", "pod-b - 10.0.0.1:80,[fd00::1]:8080", "pod-c job-c 10.0.0.2:80"]),
    );
    expect(first.map((stream) => stream.requestPaused)).toEqual([true, false]);
    expect(
      queued.map((stream) => [
        upstreamPath(stream),
        stream.upstream.headers?.get("x-fairlead-pod"),
        stream.upstream.headers?.get("x-fairlead-endpoint"),
      ]),
    ).toEqual([
      ["/x?podId=pod-a", "job-a", undefined],
      ["/x?podId=pod-b", undefined, "10.0.0.1:80,[fd00::1]:8080"],
      ["/x?podId=pod-c", "job-c", "10.0.0.2:80"],
    ]);
    expect([counter(host, "lookup_shared"), counter(host, "lookup_calls")]).toEqual([3, 4]);
    expect(counter(host, "routed_lookup")).toBe(5);
  });

  test("do not share when they name a pod", async () => {
    const { host } = await sharing(1, { sticky_cookie: "room" });
    request(host, "/?podId=pod-z");
    request(host, "/", { cookie: "room=pod-y" });
    expect(paths(host).slice(2)).toEqual(["/pod-lookup?prefer=pod-z", "/pod-lookup?prefer=pod-y"]);
  });

  test("alone, ask in the plain form", async () => {
    const { host, queued } = await sharing(1);
    host.answerHttpCall(callAt(host, 0), plain("pod-1"));
    expect(paths(host)).toEqual(["/pod-lookup", "/pod-lookup"]);
    host.answerHttpCall(callAt(host, 1), plain("pod-a"));
    expect(queued.map(upstreamPod)).toEqual(["pod-a"]);
    expect(counter(host, "lookup_shared")).toBe(0);
  });

  test.each([
    ["5", 5],
    ["64", 64],
    ["9999999", 64],
  ])("are at most as many as the service takes (%s), and then ask at once", async (batch, most) => {
    const { host, queued } = await sharing(most + 1, {}, batch);
    expect(paths(host).slice(2)).toEqual([`/pod-lookup?count=${most}`]);
    host.answerHttpCall(callAt(host, 2), shared(names(most).map((podId) => `${podId} - -`)));
    expect(queued.slice(0, most).map(upstreamPod)).toEqual(names(most));
    expect(paths(host).slice(2)).toEqual(["/pod-lookup"]);
  });

  test("get the cookie and the exposed id of their own pod", async () => {
    const { host, queued } = await asked(2, { sticky_cookie: "room", expose_pod: true });
    host.answerHttpCall(callAt(host, 1), shared(["pod-a - -", "pod-b - -"]));
    for (const stream of queued) stream.responseHeaders({ ":status": "200" });
    expect(queued.map(({ downstream }) => downstream.headers?.get("x-fairlead-pod-id"))).toEqual([
      "pod-a",
      "pod-b",
    ]);
    expect(queued[1]?.downstream.headers?.get("set-cookie")).toMatch(/^room=pod-b;/);
  });

  test("of gRPC keep their path", async () => {
    const { host } = await sharing(1);
    const call = request(host, "/chat.Room/Join", { "content-type": "application/grpc" }, false);
    host.answerHttpCall(callAt(host, 0), plain("pod-1"));
    host.answerHttpCall(callAt(host, 1), shared(["pod-a job-a -", "pod-b job-b -"]));
    expect([upstreamPath(call), call.upstream.headers?.get("x-fairlead-pod")]).toEqual([
      "/chat.Room/Join",
      "job-b",
    ]);
  });
});

describe("an answer with fewer lines", () => {
  test.each([
    ["full", "full"],
    ["no_pod", "no_pod"],
    ["something", "malformed"],
    [undefined, "malformed"],
  ])("and the error %s leaves the rest unrouted: %s", async (error, cause) => {
    const { host, queued } = await asked(4);
    const headers: Record<string, string> = error === undefined ? {} : { "x-fairlead-error": error };
    host.answerHttpCall(callAt(host, 1), shared(["pod-a - -", "pod-b - -"], headers));
    expect(queued.map(upstreamPath)).toEqual(["/x?podId=pod-a", "/x?podId=pod-b", "/x", "/x"]);
    expect(counter(host, `unrouted_${cause}`)).toBe(2);
  });

  test("and full refuses the rest with the service's Retry-After, when the configuration says so", async () => {
    const { host, queued } = await asked(3, { on_full: "reject" });
    host.answerHttpCall(
      callAt(host, 1),
      shared(["pod-a - -"], { "x-fairlead-error": "full", "retry-after": "17" }),
    );
    expect(
      queued.map(({ localResponse }) => [
        localResponse?.statusCode,
        localResponse?.headers.get("retry-after"),
      ]),
    ).toEqual([
      [undefined, undefined],
      [503, "17"],
      [503, "17"],
    ]);
    expect(counter(host, "rejected_full")).toBe(2);
  });
});

describe("an answer that is malformed routes none of them", () => {
  const line = "pod-a job-a 10.0.0.1:80";
  const two = { headers: { "x-fairlead-count": "2" } };
  test.each<[string, HttpCallAnswer]>([
    ["the plain form", plain("pod-a")],
    ["no body", { ...two, body: "" }],
    ["no lines, and a count of none", shared([])],
    ["no count", { body: `${line}\n${line}\n` }],
    ["a count of more", shared([line], { "x-fairlead-count": "2" })],
    ["a count of less", shared([line, line], { "x-fairlead-count": "1" })],
    ["more lines than asked for", shared([line, line, line, line])],
    ["no end of the last line", { ...two, body: `${line}\n${line}` }],
    ["carriage returns", shared([`${line}\r`, `${line}\r`])],
    ["an empty line", shared([line, ""])],
    ["two fields", shared([line, "pod-a job-a"])],
    ["four fields", shared([line, `${line} -`])],
    ["two spaces", shared([line, "pod-a  -"])],
    ["an absent pod", shared([line, "- job-a -"])],
    ["a route id that is none", shared([line, "pod-a a.b -"])],
    ["an endpoint that is none", shared([line, "pod-a - 10.0.0.1:80,pod:80"])],
    ["10 MB", { ...two, body: `${line}\n`.repeat(500_000) }],
  ])("%s", async (_, answer) => {
    const { host, queued } = await asked(3);
    host.answerHttpCall(callAt(host, 1), answer);
    expect(queued.map(upstreamPath)).toEqual(["/x", "/x", "/x"]);
    expect([counter(host, "unrouted_malformed"), counter(host, "routed_lookup")]).toEqual([3, 2]);
    // Whoever answers like this is asked once for each from now on.
    requests(host, 5);
    expect(paths(host).slice(1)).toEqual(Array(5).fill("/pod-lookup"));
  });

  // A line feed ends the line, and what is behind it has no fields.
  test.each(hostilePodIds)("a pod id like %j", async (podId) => {
    const { host, queued } = await asked(2);
    host.answerHttpCall(callAt(host, 1), shared([line, `${podId} - -`]));
    expect(queued.map(upstreamPath)).toEqual(["/x", "/x"]);
    expect(counter(host, "unrouted_malformed")).toBe(2);
  });
});

describe("a call that fails", () => {
  test.each<[string, string, (host: ProxyWasmHost, call: HttpCall) => void]>([
    ["by a reset", "reset", (host, call) => host.resetHttpCall(call)],
    ["by a timeout", "timeout", (host, call) => host.timeoutHttpCall(call)],
    [
      "with 500",
      "server_error",
      (host, call) => host.answerHttpCall(call, { headers: { ":status": "500" } }),
    ],
  ])(
    "%s lets its own and all of the queue go on, counts once for the breaker, and ends the sharing",
    async (_, cause, fail) => {
      const { host, queued } = await asked(3);
      const late = requests(host, 4);
      expect(late.map(({ requestPaused }) => requestPaused)).toEqual(Array(4).fill(true));
      fail(host, callAt(host, 1));
      expect([...queued, ...late].map(upstreamPath)).toEqual(Array(7).fill("/x"));
      expect(counter(host, `unrouted_${cause}`)).toBe(7);
      // Of five failures in a row, which open the breaker, this was one.
      for (let failures = 1; failures < 5; failures += 1) {
        expect(host.metrics.gauge("fairlead_filter_breakers_open") ?? 0).toBe(0);
        request(host, "/");
        expect(paths(host).slice(1)).toEqual(["/pod-lookup"]);
        fail(host, callAt(host, 1));
      }
      expect(host.metrics.gauge("fairlead_filter_breakers_open")).toBe(1);
    },
  );

  test("before it is made does the same", async () => {
    const { host, queued } = await sharing(3);
    host.faults.inject({ hostCall: "proxy_http_call", status: 10 });
    host.answerHttpCall(callAt(host, 0), plain("pod-1"));
    expect(queued.map(upstreamPath)).toEqual(Array(3).fill("/x"));
    expect([counter(host, "unrouted_call_failed"), paths(host).length]).toEqual([3, 1]);
  });
});

test("a call that a request cannot make lets the queue go as well", async () => {
  const { host, queued } = await sharing(2);
  host.faults.inject({ hostCall: "proxy_http_call", status: 10 });
  const wishful = request(host, "/x?podId=pod-z");
  expect([wishful, ...queued].map(upstreamPath)).toEqual(["/x?podId=pod-z", "/x", "/x"]);
  expect(counter(host, "unrouted_call_failed")).toBe(3);
});

test("a full queue whose call fails lets the newcomer ask for itself, on its own stream", async () => {
  const { host, queued } = await sharing(2, {}, "2");
  host.faults.inject({ hostCall: "proxy_http_call", status: 10 });
  const newcomer = request(host, "/y", { "x-fairlead-pod": "evil" });
  expect(queued.map(upstreamPath)).toEqual(["/x", "/x"]);
  host.answerHttpCall(callAt(host, 2), plain("pod-a"));
  expect([upstreamPath(newcomer), newcomer.upstream.headers?.get("x-fairlead-pod")]).toEqual([
    "/y?podId=pod-a",
    undefined,
  ]);
});

test("refusals are for those who asked: the queue asks next", async () => {
  const { host, queued } = await asked(3);
  const late = requests(host, 2);
  host.answerHttpCall(callAt(host, 1), {
    headers: { ":status": "503", "x-fairlead-error": "full" },
    body: "{}",
  });
  expect(queued.map(upstreamPath)).toEqual(["/x", "/x", "/x"]);
  expect(late.map(upstreamPath)).toEqual([undefined, undefined]);
  expect(paths(host).slice(1)).toEqual(["/pod-lookup?count=2"]);
  host.answerHttpCall(callAt(host, 1), { headers: { ":status": "400" } });
  expect(late.map(upstreamPath)).toEqual(["/x", "/x"]);
  expect([counter(host, "unrouted_full"), counter(host, "unrouted_refused")]).toEqual([3, 2]);
});

test("no request waits longer than two calls take", async () => {
  const { host, queued } = await sharing(0, { timeout_ms: 500 }, "4");
  const streams = [...queued, ...requests(host, 30)];
  for (let elapsedMs = 0; elapsedMs < 1000; elapsedMs += 50) {
    host.advance(50);
    // The service answers, as late as it may.
    for (const call of [...host.httpCalls]) {
      if (elapsedMs % 450 !== 400) continue;
      const count = Number(/count=(\d+)/.exec(call.headers.get(":path") ?? "")?.[1] ?? 1);
      host.answerHttpCall(
        call,
        count === 1 ? plain("pod-a", "4") : shared(names(count).map((podId) => `${podId} - -`)),
      );
    }
  }
  expect(streams.filter(({ requestPaused }) => requestPaused)).toEqual([]);
  expect(counter(host, "routed_lookup")).toBe(33);
});

test("the queue counts against the most that wait at once", async () => {
  const { host } = await sharing(1030);
  expect(counter(host, "unrouted_overload")).toBe(1030 + 2 - 1024);
  while (host.httpCalls.length > 0) host.answerHttpCall(callAt(host, 0), { headers: { ":status": "404" } });
  expect(requests(host, 1025).filter(({ requestPaused }) => requestPaused)).toHaveLength(1024);
});

describe("clients that leave", () => {
  test("while they queue are counted, and not asked for", async () => {
    const { host, queued } = await sharing(5);
    for (const index of [0, 2, 4]) queued[index]?.close();
    host.answerHttpCall(callAt(host, 0), plain("pod-1"));
    expect(paths(host).slice(1)).toEqual(["/pod-lookup?count=2"]);
    host.answerHttpCall(callAt(host, 1), shared(["pod-a - -", "pod-b - -"]));
    expect([queued[1], queued[3]].map((stream) => stream && upstreamPod(stream))).toEqual(["pod-a", "pod-b"]);
    expect([counter(host, "client_gone"), host.vmFailed]).toEqual([3, false]);
  });

  test("all of them, leave nothing to ask for", async () => {
    const { host, queued } = await sharing(5);
    for (const stream of queued) stream.close();
    host.answerHttpCall(callAt(host, 0), plain("pod-1"));
    expect(paths(host)).toEqual(["/pod-lookup"]);
  });

  test("while their call is under way are passed over, their lines too", async () => {
    const { host, queued } = await asked(4);
    queued[0]?.close();
    queued[2]?.close();
    host.answerHttpCall(callAt(host, 1), shared(["pod-a - -", "pod-b - -", "pod-c - -"]));
    expect(queued.map(upstreamPath)).toEqual([undefined, "/x?podId=pod-b", undefined, "/x"]);
    expect([counter(host, "client_gone"), host.vmFailed]).toEqual([2, false]);
  });

  test("that the host has lost without saying so are not touched", async () => {
    const { host, queued } = await asked(2);
    host.faults.inject({ hostCall: "proxy_set_effective_context", status: 2 });
    host.answerHttpCall(callAt(host, 1), shared(["pod-a - -", "pod-b - -"]));
    expect(queued.map(upstreamPath)).toEqual([undefined, "/x?podId=pod-b"]);
  });
});

test("a new configuration does not share before it is told that it can, and lets go of nobody", async () => {
  const { host, queued } = await sharing(3);
  expect(host.reconfigure(JSON.stringify({ ...BASE, pool: "default/other" }))).toBe(true);
  const before = host.httpCalls.length;
  requests(host, 4);
  expect(paths(host).slice(before)).toEqual(Array(4).fill("/pod-lookup?pool=default/other"));
  const [old] = host.httpCalls;
  if (old !== undefined) host.answerHttpCall(old, plain("pod-1"));
  host.answerHttpCall(callAt(host, 1), shared(["pod-a - -", "pod-b - -", "pod-c - -"]));
  expect(queued.map(upstreamPod)).toEqual(["pod-a", "pod-b", "pod-c"]);
  expect([host.violations, host.vmFailed]).toEqual([[], false]);
});

test("memory does not grow with queues, shared calls, leavers, failures and long paths", async () => {
  const host = await createFilter({ sticky_cookie: "room", expose_pod: true });
  const round = (number: number): void => {
    const streams = Array.from({ length: 300 }, (_, index) => request(host, `/x?${"a".repeat(index * 20)}`));
    for (let index = 0; index < streams.length; index += 3) streams[index]?.close();
    while (host.httpCalls.length > 0) {
      const call = callAt(host, 0);
      const count = Number(/count=(\d+)/.exec(call.headers.get(":path") ?? "")?.[1] ?? 1);
      if (number % 5 === 4 && count > 30) host.resetHttpCall(call);
      else if (count === 1) host.answerHttpCall(call, plain("pod-a"));
      else {
        const line = `${"p".repeat(253)} ${"j".repeat(63)} ${Array(70).fill("10.0.0.1:80").join(",")}`;
        host.answerHttpCall(call, shared(Array.from({ length: count }, () => line)));
      }
    }
    for (const stream of streams) if (!stream.closed) stream.close();
    host.advance(2000);
  };
  for (let number = 0; number < 10; number += 1) round(number);
  const settled = host.memoryBytes;
  for (let number = 10; number < 60; number += 1) round(number);
  expect([host.memoryBytes, host.vmFailed, host.contextCount]).toEqual([settled, false, 1]);
  expect(counter(host, "lookup_shared")).toBeGreaterThan(3000);
});
