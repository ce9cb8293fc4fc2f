import { describe, expect, test } from "vitest";
import {
  awaitCall,
  counter,
  createFedFilter,
  createFilter,
  pod,
  request,
  snapshot,
  upstreamPath,
  upstreamPod,
} from "./testing/filter.ts";

const reachable = pod("pod-a", { routeId: "job-a", endpoint: "10.0.0.1:80" });

describe("what the pod's request carries", () => {
  test("route id, endpoint and pod id, over what the client sent", async () => {
    const host = await createFedFilter(snapshot([reachable]));
    const { headers } = request(host, "/x", {
      "x-fairlead-pod": "evil",
      "x-fairlead-endpoint": "evil",
    }).upstream;
    expect([
      headers?.getAll("x-fairlead-pod"),
      headers?.getAll("x-fairlead-endpoint"),
      headers?.get(":path"),
    ]).toEqual([["job-a"], ["10.0.0.1:80"], "/x?podId=pod-a"]);
  });

  test("no header that the pool's routing does not use, nor the client's in its place", async () => {
    const host = await createFedFilter(snapshot([pod("pod-a")]));
    const { headers } = request(host, "/x", { "x-fairlead-pod": "evil", "x-fairlead-endpoint": "" }).upstream;
    expect([headers?.has("x-fairlead-pod"), headers?.has("x-fairlead-endpoint")]).toEqual([false, false]);
  });

  test.each([
    ["unrouted", { mode: "snapshot" } as const],
    ["of no pool", { routes: [{ host: "other.test", pool: "a/b" }] }],
  ])("none of the internal headers when it goes on %s", async (_, configuration) => {
    const host = await createFilter(configuration, { clusters: [] });
    const { headers } = request(host, "/x?podId=pod-z", {
      "x-fairlead-pod": "evil",
      "x-fairlead-endpoint": "",
    }).upstream;
    expect(headers?.get(":path")).toBe("/x?podId=pod-z");
    expect([headers?.has("x-fairlead-pod"), headers?.has("x-fairlead-endpoint")]).toEqual([false, false]);
  });

  test("headers alone, when the parameter is empty", async () => {
    const host = await createFedFilter(snapshot([reachable]), { query_param: "" });
    const { headers } = request(host, "/signed?podId=pod-z").upstream;
    expect([headers?.get(":path"), headers?.get("x-fairlead-pod")]).toEqual(["/signed?podId=pod-z", "job-a"]);
  });

  test.each(["application/grpc", "application/grpc+proto", "Application/gRPC-web"])(
    "headers alone, for %s",
    async (contentType) => {
      const host = await createFedFilter(snapshot([reachable]));
      const { headers } = request(host, "/chat.Room/Join", { "content-type": contentType }, false).upstream;
      expect([headers?.get(":path"), headers?.get("x-fairlead-pod")]).toEqual(["/chat.Room/Join", "job-a"]);
    },
  );

  test("the parameter, for any other body", async () => {
    const host = await createFedFilter(snapshot([reachable]));
    expect(upstreamPath(request(host, "/x", { "content-type": "application/json" }, false))).toBe(
      "/x?podId=pod-a",
    );
  });
});

describe("which pod", () => {
  const three = snapshot([pod("pod-a", { score: 9 }), pod("pod-b", { state: "draining" }), pod("pod-c")]);

  test.each([
    ["the client's own, open", "/?podId=pod-a", "", "pod-a", "routed_client"],
    ["the client's own, draining", "/?podId=pod-b", "", "pod-b", "routed_client"],
    ["the client's own, percent-encoded", "/?podId=pod%2Da", "", "pod-a", "routed_client"],
    ["the client's own, before the cookie's", "/?podId=pod-a", "room=pod-b", "pod-a", "routed_client"],
    ["the cookie's", "/", "x=1; room=pod-b; y=2", "pod-b", "routed_cookie"],
    ["the cookie's, in quotes", "/", 'room="pod-a"', "pod-a", "routed_cookie"],
    ["another, when the name is none", "/?podId=..%2F", "room=<b>", "pod-c", "routed_snapshot"],
    [
      "another, when the cookie is of another name",
      "/",
      "xroom=pod-a; roomx=pod-a",
      "pod-c",
      "routed_snapshot",
    ],
    ["the one with the lowest score", "/", "", "pod-c", "routed_snapshot"],
  ])("%s", async (_, path, cookie, expected, source) => {
    const host = await createFedFilter(three, { sticky_cookie: "room" });
    const stream = request(host, path, cookie === "" ? {} : { cookie });
    expect(upstreamPod(stream)).toBe(expected);
    expect(counter(host, source)).toBe(1);
    const { headers } = stream.responseHeaders({});
    const named = cookie.includes(`room=${expected}`) || cookie.includes(`room="${expected}"`);
    expect(headers.getAll("set-cookie")).toEqual(
      named ? [] : [`room=${expected}; Path=/; HttpOnly; SameSite=Lax`],
    );
  });

  test("a pick, when the client's own is to be ignored", async () => {
    const host = await createFedFilter(three, { client_pod_id: "ignore" });
    expect(upstreamPath(request(host, "/?podId=pod-a&podId=pod-b"))).toBe("/?podId=pod-c");
  });

  test("the service's answer, when a wish is not in a sample", async () => {
    const host = await createFedFilter({ ...three, poolSize: 400 }, { pool: "default/chat" });
    const stream = request(host, "/?podId=pod-z");
    expect(stream.requestPaused).toBe(true);
    expect(host.httpCalls[0]?.headers.get(":path")).toBe("/pod-lookup?pool=default/chat&prefer=pod-z");
    expect(upstreamPod(request(host, "/"))).toBe("pod-c");
  });
});

describe("what the client sees", () => {
  test("the pod id, when it is to be exposed, in place of the pod's own claim", async () => {
    const host = await createFedFilter(snapshot([pod("pod-a")]), { expose_pod: true });
    const { headers } = request(host, "/").responseHeaders({ "x-fairlead-pod-id": "pod-z" });
    expect(headers.getAll("x-fairlead-pod-id")).toEqual(["pod-a"]);
  });

  test("nothing of the filter otherwise", async () => {
    const host = await createFedFilter(snapshot([pod("pod-a")]));
    expect(request(host, "/").responseHeaders({}).headers.toArray()).toEqual([[":status", "200"]]);
  });
});

describe("no pod to pick from", () => {
  const full = snapshot([pod("pod-a", { room: 0 })]);

  const none = snapshot([pod("pod-a", { state: "draining" })]);

  test("no open pod: the service is asked, which so knows who waits, and then on to the plain Service", async () => {
    const host = await createFedFilter(none);
    const stream = request(host, "/x");
    expect(stream.requestPaused).toBe(true);
    const call = awaitCall(host);
    expect(call.headers.get(":path")).toBe("/pod-lookup");
    host.answerHttpCall(call, { headers: { ":status": "503", "x-fairlead-error": "no_pod" } });
    expect(upstreamPath(stream)).toBe("/x");
    expect([counter(host, "unrouted_no_pod"), counter(host, "lookup_calls")]).toEqual([1, 1]);
  });

  test("no open pod in the snapshot, but one at the service: led there", async () => {
    const host = await createFedFilter(none);
    const stream = request(host, "/x");
    host.answerHttpCall(awaitCall(host), { body: "pod-b" });
    expect(upstreamPod(stream)).toBe("pod-b");
  });

  test("all full: on to the plain Service", async () => {
    const host = await createFedFilter(full);
    expect(upstreamPath(request(host, "/x"))).toBe("/x");
    expect(counter(host, "unrouted_full")).toBe(1);
  });

  test("all full: refused, when the configuration says so", async () => {
    const host = await createFedFilter(full, { on_full: "reject" });
    const stream = request(host, "/x");
    expect(stream.localResponse?.statusCode).toBe(503);
    expect(stream.localResponse?.headers.toArray()).toEqual([
      ["retry-after", "1"],
      ["x-fairlead-error", "full"],
      ["content-type", "application/problem+json"],
    ]);
    expect([counter(host, "rejected_full"), counter(host, "unrouted_full")]).toEqual([1, 0]);
  });

  test("full by own picks only: the service knows better, and is asked", async () => {
    const host = await createFedFilter(snapshot([pod("pod-a", { room: 2 })]));
    expect([upstreamPod(request(host, "/")), upstreamPod(request(host, "/"))]).toEqual(["pod-a", "pod-a"]);
    expect(request(host, "/").requestPaused).toBe(true);
  });
});

describe("routes", () => {
  const routes = [
    { host: "*.chat.test", path_prefix: "/rooms/", pool: "default/rooms" },
    { host: "docs.test", pool: "default/docs" },
    { path_prefix: "/any", pool: "default/any" },
  ];

  test.each([
    ["a.chat.test", "/rooms/1", "default/rooms"],
    ["A.B.Chat.Test:8443", "/rooms/?x", "default/rooms"],
    ["chat.test", "/rooms/1", undefined],
    ["a.chat.test", "/room", undefined],
    ["docs.test:80", "/", "default/docs"],
    ["[::1]:80", "/anything", "default/any"],
    ["docs.test", "/any", "default/docs"],
  ])("%s%s is of %s", async (authority, path, pool) => {
    const host = await createFilter({ routes });
    request(host, path, { ":authority": authority });
    const asked = pool === undefined ? [] : [`/pod-lookup?pool=${pool}`];
    expect(host.httpCalls.map(({ headers }) => headers.get(":path"))).toEqual(asked);
    expect(counter(host, "passed")).toBe(pool === undefined ? 1 : 0);
  });

  test("what matches none is of `pool`, where it is set", async () => {
    const host = await createFilter({ routes, pool: "default/rest" });
    request(host, "/");
    expect(host.httpCalls[0]?.headers.get(":path")).toBe("/pod-lookup?pool=default/rest");
  });

  test("an empty list names none, and nothing is asked", async () => {
    const host = await createFilter({ routes: [], mode: "snapshot" });
    const stream = request(host, "/x?podId=pod-z", { "x-fairlead-pod": "evil" });
    host.advance(2_000);
    expect([stream.requestPaused, upstreamPath(stream), host.httpCalls]).toEqual([
      false,
      "/x?podId=pod-z",
      [],
    ]);
    expect(stream.upstream.headers?.has("x-fairlead-pod")).toBe(false);
    expect(counter(host, "passed")).toBe(1);
  });

  test("an empty list leaves all to `pool`, where it is set", async () => {
    const host = await createFilter({ routes: [], pool: "default/rest" });
    request(host, "/");
    expect(host.httpCalls[0]?.headers.get(":path")).toBe("/pod-lookup?pool=default/rest");
  });

  test("each pool has a snapshot of its own", async () => {
    const host = await createFilter({ routes, mode: "snapshot" });
    host.tick();
    const asked = host.httpCalls.map(({ headers }) => headers.get(":path"));
    expect(new Set(asked)).toEqual(new Set(routes.map(({ pool }) => `/v1/snapshot?pool=${pool}`)));
  });
});
