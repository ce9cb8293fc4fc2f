import type { HttpCall, HttpCallAnswer, HttpStream, ProxyWasmHost } from "@fairlead/proxy-wasm-host";
import { describe, expect, test } from "vitest";
import {
  awaitCall,
  BASE,
  counter,
  createFedFilter,
  feed,
  pod,
  request,
  snapshot,
  upstreamPath,
  upstreamPod,
} from "./testing/filter.ts";

const two = snapshot([pod("pod-a", { score: 9 }), pod("pod-b", { state: "draining" })]);
const LOOKUP = "/pod-lookup";

const questions = (host: ProxyWasmHost): readonly HttpCall[] =>
  host.httpCalls.filter(({ headers }) => headers.get(":path")?.startsWith(LOOKUP));

function question(host: ProxyWasmHost): HttpCall {
  const [call, ...others] = questions(host);
  if (call === undefined || others.length > 0)
    throw new Error("The filter asks nothing, or several questions.");
  return call;
}

/** What a service says that knows the pod, or gives another one in its place. */
const known = (podId: string): HttpCallAnswer => ({
  headers: {
    "x-fairlead-pod-id": podId,
    "x-fairlead-route-id": `job-of-${podId}`,
    "x-fairlead-endpoints": "10.0.0.7:80,10.0.0.8:80",
  },
});

/** Brings the next snapshot. */
function renew(host: ProxyWasmHost, answer: HttpCallAnswer): void {
  const call = awaitCall(host);
  expect(call.headers.get(":path")).toBe("/v1/snapshot");
  host.answerHttpCall(call, answer);
}

describe("a pod that the client names, the service knows, and the snapshot does not", () => {
  test("is asked about without a pick, and the client is led there", async () => {
    const host = await createFedFilter(two, { pool: "default/chat", timeout_ms: 123 });
    const stream = request(host, "/x?podId=pod-new");
    expect(stream.requestPaused).toBe(true);
    const call = question(host);
    expect([call.cluster, call.timeoutMs, call.headers.toArray()]).toEqual([
      "lookup",
      123,
      [
        [":method", "HEAD"],
        [":path", "/pod-lookup?pool=default/chat&prefer=pod-new"],
        [":authority", "lookup.test"],
      ],
    ]);
    host.answerHttpCall(call, known("pod-new"));
    const { headers } = stream.upstream;
    expect([":path", "x-fairlead-pod", "x-fairlead-endpoint"].map((name) => headers?.get(name))).toEqual([
      "/x?podId=pod-new",
      "job-of-pod-new",
      "10.0.0.7:80",
    ]);
    expect([counter(host, "routed_client"), counter(host, "lookup_calls")]).toEqual([1, 1]);
  });

  test("is known until the next snapshot, for those who name it, and picked for nobody", async () => {
    const host = await createFedFilter(two);
    request(host, "/?podId=pod-new");
    host.answerHttpCall(question(host), known("pod-new"));
    expect(upstreamPod(request(host, "/?podId=pod-new"))).toBe("pod-new");
    expect(upstreamPod(request(host, "/"))).toBe("pod-a");
    expect(questions(host)).toEqual([]);
  });

  test.each([
    ["another snapshot", { body: "fairlead-snapshot/1 2 9000 1 1 1\npod-a - - o 0 1 -\nend\n" }],
    ["the word that nothing has changed", { headers: { ":status": "304" } }],
  ])("is asked about again after %s", async (_, answer) => {
    const host = await createFedFilter(two);
    request(host, "/?podId=pod-new");
    host.answerHttpCall(question(host), known("pod-new"));
    renew(host, answer);
    expect(request(host, "/?podId=pod-new").requestPaused).toBe(true);
  });

  test("is as a snapshot says that has it meanwhile", async () => {
    const host = await createFedFilter(two, { timeout_ms: 5_000 });
    const stream = request(host, "/?podId=pod-new");
    const call = question(host);
    host.advance(1_000);
    const refresh = host.httpCalls.find((other) => other !== call);
    if (refresh === undefined) throw new Error("The filter does not refresh its snapshot.");
    host.answerHttpCall(refresh, {
      body: "fairlead-snapshot/1 2 9000 1 1 1\npod-new new - o 0 1 -\nend\n",
    });
    host.answerHttpCall(call, known("pod-other"));
    expect(stream.upstream.headers?.get("x-fairlead-pod")).toBe("new");
    expect(upstreamPod(request(host, "/"))).toBe("pod-new");
  });

  test("is found where no pod is open for others", async () => {
    const host = await createFedFilter(snapshot([]), { sticky_cookie: "room" });
    const stream = request(host, "/", { cookie: "room=pod-new" });
    host.answerHttpCall(question(host), known("pod-new"));
    expect([upstreamPod(stream), counter(host, "routed_cookie")]).toEqual(["pod-new", 1]);
  });

  test("is asked about once for all who name it at a time", async () => {
    const host = await createFedFilter(two, { sticky_cookie: "room" });
    const streams = Array.from({ length: 100 }, (_, index) =>
      index % 2 === 0 ? request(host, "/?podId=pod-new") : request(host, "/", { cookie: "room=pod-new" }),
    );
    streams[5]?.close();
    host.answerHttpCall(question(host), known("pod-new"));
    const led = streams.filter((stream, index) => index !== 5 && upstreamPod(stream) === "pod-new");
    expect([led.length, counter(host, "lookup_calls"), counter(host, "client_gone")]).toEqual([99, 1, 1]);
  });

  test.each(["application/grpc", "text/plain"])("is led to by %s as ever", async (contentType) => {
    const host = await createFedFilter(two, { sticky_cookie: "room" });
    const stream = request(host, "/a", { "content-type": contentType, cookie: "room=pod-new" }, false);
    host.answerHttpCall(question(host), known("pod-new"));
    expect(stream.upstream.headers?.get("x-fairlead-pod")).toBe("job-of-pod-new");
    expect(upstreamPath(stream)).toBe(contentType === "text/plain" ? "/a?podId=pod-new" : "/a");
  });
});

describe("a pod that the service does not know either", () => {
  const answers: readonly (readonly [string, HttpCallAnswer])[] = [
    ["another pod", known("pod-b")],
    ["no pod", { headers: { ":status": "503", "x-fairlead-error": "no_pod" } }],
    ["that all are full", { headers: { ":status": "503", "x-fairlead-error": "full" } }],
    ["that it does not take HEAD", { headers: { ":status": "405" } }],
    ["a pod id that is none", { headers: { "x-fairlead-pod-id": "a b" } }],
    ["a body alone, as no answer to HEAD has", {}],
    ["500", { headers: { ":status": "500" } }],
    ["504", { headers: { ":status": "504" } }],
  ];
  test.each(answers)("answers %s: a pick from the snapshot, and no question more", async (_, answer) => {
    const host = await createFedFilter(two, { on_full: "reject" });
    const stream = request(host, "/x?podId=pod-z");
    host.answerHttpCall(question(host), answer);
    expect(upstreamPath(stream)).toBe("/x?podId=pod-a");
    expect(upstreamPod(request(host, "/?podId=pod-z"))).toBe("pod-a");
    expect([questions(host), counter(host, "routed_snapshot")]).toEqual([[], 2]);
    expect(host.logs.messages("warn")).toEqual([]);
    host.advance(1_000);
    expect(host.httpCalls[0]?.headers.get("x-fairlead-picks")).toBe("2 pod-a=2");
  });

  test("breaks the connection: a pick from the snapshot", async () => {
    const host = await createFedFilter(two);
    const stream = request(host, "/x?podId=pod-z");
    host.resetHttpCall(question(host));
    expect([upstreamPod(stream), counter(host, "routed_snapshot")]).toEqual(["pod-a", 1]);
  });

  test("yields to the cookie's, which is asked about in turn", async () => {
    const host = await createFedFilter(two, { sticky_cookie: "room" });
    const stays = request(host, "/?podId=pod-z", { cookie: "room=pod-b" });
    host.answerHttpCall(question(host), known("pod-a"));
    expect([upstreamPod(stays), counter(host, "routed_cookie")]).toEqual(["pod-b", 1]);

    const led = request(host, "/?podId=pod-z", { cookie: "room=pod-new" });
    expect(question(host).headers.get(":path")).toBe("/pod-lookup?prefer=pod-new");
    host.answerHttpCall(question(host), known("pod-new"));
    expect([upstreamPod(led), counter(host, "routed_cookie")]).toEqual(["pod-new", 2]);
  });

  test("costs two answers at most, whatever the cookie holds", async () => {
    const host = await createFedFilter(two, { sticky_cookie: "room" });
    const stream = request(host, "/?podId=pod-y", { cookie: "room=pod-z" });
    host.answerHttpCall(question(host), known("pod-a"));
    expect(question(host).headers.get(":path")).toBe("/pod-lookup?prefer=pod-z");
    host.answerHttpCall(question(host), known("pod-a"));
    expect([upstreamPod(stream), counter(host, "lookup_calls")]).toEqual(["pod-a", 2]);
  });

  test("costs one answer, when the service is in trouble", async () => {
    const host = await createFedFilter(two, { sticky_cookie: "room" });
    const stream = request(host, "/?podId=pod-y", { cookie: "room=pod-z" });
    host.resetHttpCall(question(host));
    expect([upstreamPod(stream), counter(host, "lookup_calls")]).toEqual(["pod-a", 1]);
  });

  test("leaves each who named it a pick of its own", async () => {
    const host = await createFedFilter(snapshot([pod("pod-a"), pod("pod-b")]));
    const streams = Array.from({ length: 10 }, () => request(host, "/?podId=pod-z"));
    host.answerHttpCall(question(host), known("pod-a"));
    const led = streams.map(upstreamPod);
    expect(led.filter((podId) => podId === "pod-a")).toHaveLength(5);
    expect(led.filter((podId) => podId === "pod-b")).toHaveLength(5);
  });

  test("is not the only one: of 64 between two snapshots each is asked about, and no more", async () => {
    const host = await createFedFilter(two);
    for (let round = 0; round < 3; round++) {
      for (let index = 0; index < 100; index++) {
        const stream = request(host, `/?podId=made-up-${index}`);
        for (const call of questions(host)) host.answerHttpCall(call, known("pod-a"));
        expect(upstreamPod(stream)).toBe("pod-a");
      }
      expect(counter(host, "lookup_calls")).toBe((round + 1) * 64);
      renew(host, { headers: { ":status": "304" } });
    }
  });
});

describe("no question", () => {
  test.each([
    ["about a pod that is draining", "/?podId=pod-b", {}, "pod-b"],
    ["when the client's word does not count", "/?podId=pod-new", { client_pod_id: "ignore" }, "pod-a"],
    ["about what is no pod id", "/?podId=..%2F", {}, "pod-a"],
  ] as const)("%s", async (_, path, configuration, expected) => {
    const host = await createFedFilter(two, configuration);
    expect(upstreamPod(request(host, path))).toBe(expected);
    expect(questions(host)).toEqual([]);
  });

  test("about a pod that has left the snapshot, while picks of it are still to be told", async () => {
    const host = await createFedFilter(snapshot([pod("pod-a")]));
    request(host, "/");
    const call = awaitCall(host);
    request(host, "/");
    host.answerHttpCall(call, { body: "fairlead-snapshot/1 2 9000 1 1 1\npod-c - - o 0 1 -\nend\n" });
    expect(upstreamPod(request(host, "/?podId=pod-a"))).toBe("pod-c");
    expect(questions(host)).toEqual([]);
  });

  test("while the breaker is open, and one when it tries again", async () => {
    const host = await createFedFilter(two, { snapshot_interval_ms: 60_000, snapshot_max_age_ms: 60_000 });
    for (let failure = 0; failure < 5; failure++) {
      request(host, `/?podId=made-up-${failure}`);
      host.resetHttpCall(question(host));
    }
    expect(upstreamPod(request(host, "/?podId=pod-new"))).toBe("pod-a");
    expect(questions(host)).toEqual([]);
    host.advance(1_000);
    const stream = request(host, "/?podId=pod-new");
    expect(upstreamPod(request(host, "/?podId=pod-other"))).toBe("pod-a");
    host.answerHttpCall(question(host), known("pod-new"));
    expect(upstreamPod(stream)).toBe("pod-new");
  });

  test.each([
    ["has no such cluster", (host: ProxyWasmHost) => host.clusters.remove("lookup")],
    ["has no healthy host", (host: ProxyWasmHost) => host.clusters.markUnhealthy("lookup")],
  ])("when the gateway %s: a pick, and no failure is counted against the request", async (_, breakIt) => {
    const host = await createFedFilter(two, {}, { clusters: ["lookup"] });
    breakIt(host);
    expect(upstreamPod(request(host, "/?podId=pod-new"))).toBe("pod-a");
    expect(counter(host, "unrouted_call_failed")).toBe(0);
  });

  test("by more than 1,024 requests at once", async () => {
    const host = await createFedFilter(two);
    const streams = Array.from({ length: 1_100 }, () => request(host, "/?podId=pod-new"));
    expect(streams.filter(({ requestPaused }) => requestPaused)).toHaveLength(1_024);
    host.answerHttpCall(question(host), known("pod-new"));
    expect(streams.filter((stream) => upstreamPod(stream) === "pod-new")).toHaveLength(1_024);
    expect(streams.filter((stream) => upstreamPod(stream) === "pod-a")).toHaveLength(76);
  });
});

describe("what happens while the service is asked", () => {
  test("a snapshot that gets too old leaves the request to a lookup", async () => {
    const host = await createFedFilter(two, { snapshot_max_age_ms: 100, timeout_ms: 400 });
    const stream = request(host, "/?podId=pod-z");
    const first = question(host);
    host.advance(200);
    host.answerHttpCall(first, known("pod-a"));
    const second = question(host);
    expect(second.headers.get(":method")).toBe("GET");
    host.answerHttpCall(second, known("pod-c"));
    expect(upstreamPod(stream)).toBe("pod-c");
  });

  test("another configuration does not keep the answer from those who wait for it", async () => {
    const host = await createFedFilter(two);
    const streams = [request(host, "/?podId=pod-new"), request(host, "/?podId=pod-new")];
    const call = question(host);
    expect(host.reconfigure(JSON.stringify({ ...BASE, pool: "default/other" }))).toBe(true);
    host.answerHttpCall(call, known("pod-new"));
    const led = streams.map(({ upstream }) => upstream.headers?.get("x-fairlead-pod"));
    expect([led, host.vmFailed, host.violations]).toEqual([["job-of-pod-new", "job-of-pod-new"], false, []]);
  });

  test("requests that name none share the next lookup, and do not wait for longer", async () => {
    const sharing = (podId: string): HttpCallAnswer => ({
      headers: { "x-fairlead-pod-id": podId, "x-fairlead-batch": "64" },
    });
    const host = await createFedFilter(snapshot([pod("pod-a", { room: 1 })]));
    request(host, "/");
    const [first, second] = [request(host, "/"), request(host, "/?podId=pod-new")] as [
      HttpStream,
      HttpStream,
    ];
    const [plain, named] = questions(host) as [HttpCall, HttpCall];
    host.answerHttpCall(plain, sharing("pod-c"));
    host.answerHttpCall(named, sharing("pod-new"));
    expect([upstreamPod(first), upstreamPod(second)]).toEqual(["pod-c", "pod-new"]);
    const waiting = [
      request(host, "/"),
      request(host, "/?podId=pod-newer"),
      request(host, "/"),
      request(host, "/"),
    ];
    expect(questions(host)).toHaveLength(2);
    const [, newer] = questions(host) as [HttpCall, HttpCall];
    host.answerHttpCall(newer, sharing("pod-newer"));
    expect(questions(host).map(({ headers }) => headers.get(":path"))).toEqual([
      "/pod-lookup",
      "/pod-lookup?count=2",
    ]);
    expect(waiting.map((stream) => stream.requestPaused)).toEqual([true, false, true, true]);
  });
});

test("memory does not grow with names, answers and clients that leave", async () => {
  const configuration = { mode: "snapshot", snapshot_interval_ms: 50, sticky_cookie: "room" } as const;
  const host = await createFedFilter(two, configuration);
  const round = (number: number): void => {
    for (let index = 0; index < 40; index++) {
      const name = `made-up-${number}-${index}`.padEnd(253, "x");
      const streams = Array.from({ length: index % 10 }, () =>
        request(host, `/?podId=${name}`, { cookie: `room=pod-z-${number}` }),
      );
      streams[index >> 2]?.close();
      for (const call of questions(host))
        host.answerHttpCall(call, index % 2 === 0 ? known(name) : known("pod-a"));
      for (const call of questions(host)) host.resetHttpCall(call);
      for (const stream of streams) stream.close();
    }
    awaitCall(host);
    feed(host, two);
  };
  for (let number = 0; number < 6; number++) round(number);
  const settled = host.memoryBytes;
  for (let number = 6; number < 24; number++) round(number);
  // Each name is asked about, and so is the cookie's, once a round.
  expect(counter(host, "lookup_calls")).toBeGreaterThan(24 * 36);
  expect([host.memoryBytes, host.vmFailed, host.contextCount, host.violations]).toEqual([
    settled,
    false,
    1,
    [],
  ]);
});
