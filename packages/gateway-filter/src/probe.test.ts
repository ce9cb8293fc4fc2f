import { HEADER_ENDPOINT, HEADER_POD, HEADER_PROBE } from "@fairlead/routing-schema";
import type { HttpStream } from "@fairlead/proxy-wasm-host";
import { describe, expect, test } from "vitest";
import { counter, createFedFilter, createFilter, pod, request, snapshot } from "./testing/filter.ts";

const TOKEN = "Zx9!#$%&'*+.^_`|~-";
const held = snapshot([pod("pod-a", { routeId: "job-a", endpoint: "10.0.0.1:80" })]);
/** Names a pod that the snapshot does not have. */
const named = { [HEADER_POD]: "job-z", [HEADER_ENDPOINT]: "10.0.0.9:80" };
const probe = { ...named, [HEADER_PROBE]: TOKEN };

/** The three internal headers and the path, as the pod sees them. */
const seen = ({ upstream: { headers } }: HttpStream): unknown[] => [
  headers?.get(":path"),
  headers?.getAll(HEADER_POD),
  headers?.getAll(HEADER_ENDPOINT),
  headers?.has(HEADER_PROBE),
];
const asSent = ["/workload?x", ["job-z"], ["10.0.0.9:80"], false];
const asRouted = ["/workload?x&podId=pod-a", ["job-a"], ["10.0.0.1:80"], false];
const asUnrouted = ["/workload?x", [], [], false];

describe("a request with the token", () => {
  test("goes on as it is, without the token", async () => {
    const host = await createFedFilter(held, { probe_token: TOKEN });
    expect(seen(request(host, "/workload?x", probe))).toEqual(asSent);
  });

  test.each([
    ["that names the pod by its path, too", "/workload?podId=pod-a&podId=pod-b", { cookie: "room=pod-a" }],
    ["of gRPC", "/chat.Room/Join", { "content-type": "application/grpc" }],
  ])("keeps its path: one %s", async (_, path, headers) => {
    const host = await createFedFilter(held, { probe_token: TOKEN, sticky_cookie: "room" });
    expect(seen(request(host, path, { ...probe, ...headers }, false))).toEqual([path, ...asSent.slice(1)]);
  });

  test("gets neither cookie nor pod id in its response", async () => {
    const host = await createFedFilter(held, { probe_token: TOKEN, sticky_cookie: "room", expose_pod: true });
    const stream = request(host, "/workload?x", { ...probe, cookie: "room=pod-a" });
    expect(stream.responseHeaders({}).headers.toArray()).toEqual([[":status", "200"]]);
  });

  test("is a probe, and none of the clients", async () => {
    const host = await createFedFilter(held, { probe_token: TOKEN });
    request(host, "/", probe).responseHeaders({ ":status": "503" });
    host.tick();
    const counted = host.metrics.names().filter((name) => (host.metrics.counter(name) ?? 0) > 0);
    expect(counted).toEqual(
      ["requests", "probes", "snapshot_fetched"].map((name) => `fairlead_filter_${name}`).toSorted(),
    );
  });

  test("is no pick: the next snapshot's request tells of none", async () => {
    const host = await createFedFilter(held, { probe_token: TOKEN });
    request(host, "/", probe);
    host.advance(1_000);
    expect(host.httpCalls.map(({ headers }) => headers.get("x-fairlead-picks") ?? "").join("")).not.toContain(
      "=",
    );
  });

  test("is never held, be there no snapshot and a question for each client", async () => {
    const host = await createFilter({ probe_token: TOKEN });
    const stream = request(host, "/workload?x", probe);
    expect([stream.requestPaused, host.httpCalls.length]).toEqual([false, 0]);
    expect(seen(stream)).toEqual(asSent);
  });

  test.each([
    ["a route names", [{ host: "app.test", pool: "default/chat" }]],
    ["no route names", [{ host: "other.test", pool: "default/chat" }]],
  ])("passes at a host that %s", async (_, routes) => {
    const host = await createFilter({ routes, probe_token: TOKEN });
    expect(seen(request(host, "/workload?x", probe))).toEqual(asSent);
    expect([counter(host, "probes"), counter(host, "passed")]).toEqual([1, 0]);
  });

  test("follows a change of the token", async () => {
    const host = await createFedFilter(held, { probe_token: TOKEN });
    expect(host.reconfigure(`{"upstream_name":"lookup","authority":"lookup.test","probe_token":"new"}`)).toBe(
      true,
    );
    request(host, "/", probe);
    request(host, "/", { ...named, [HEADER_PROBE]: "new" });
    expect(counter(host, "probes")).toBe(1);
  });
});

describe("a request without it is a client's", () => {
  test.each([
    ["another token", TOKEN, "guess"],
    ["a beginning of it", TOKEN, TOKEN.slice(0, -1)],
    ["more than it", TOKEN, `${TOKEN}x`],
    ["it in another case", TOKEN, TOKEN.toLowerCase()],
    ["none in the header", TOKEN, ""],
    ["a token where none is configured", undefined, TOKEN],
    ["none where none is configured", undefined, ""],
    ["none where the empty one is configured", "", ""],
  ])("%s", async (_, configured, sent) => {
    const host = await createFedFilter(held, configured === undefined ? {} : { probe_token: configured });
    expect(seen(request(host, "/workload?x", { ...named, [HEADER_PROBE]: sent }))).toEqual(asRouted);
    expect([counter(host, "probes"), counter(host, "routed_snapshot")]).toEqual([0, 1]);
  });

  test.each([
    ["unrouted", { mode: "snapshot" } as const],
    ["of no pool", { routes: [{ host: "other.test", pool: "a/b" }] }],
  ])("also when it goes on %s", async (_, configuration) => {
    const host = await createFilter({ ...configuration, probe_token: TOKEN }, { clusters: [] });
    expect(seen(request(host, "/workload?x", { ...named, [HEADER_PROBE]: "guess" }))).toEqual(asUnrouted);
  });
});
