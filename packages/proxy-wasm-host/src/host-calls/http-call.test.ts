import { expect, test } from "vitest";
import { HostUsageError } from "../errors.ts";
import { getRequest, rules, runScript, type Script } from "../testing/script-guest.ts";

const HEADERS = ":method=GET;:path=/pod-lookup;:authority=lookup";
const CALL: Script = {
  request_headers: [
    ["http_call", "lookup", HEADERS, "", "", 250],
    ["return", 1],
  ],
};

test("a call waits for its answer and is read in the callback only", async () => {
  const read = [
    ["get_header", 6, ":status"],
    ["get_pairs", 6],
    ["get_buffer", 4, 0, 100],
    ["get_header", 7, "t"],
    ["buffer_status", 4],
  ];
  const host = await runScript({
    ...CALL,
    http_call_response: read,
    response_headers: [
      ["get_header", 6, ":status"],
      ["get_buffer", 4, 0, 100],
    ],
  });
  const stream = host.createStream();
  expect(stream.requestHeaders(getRequest()).action).toBe("pause");
  const call = host.oldestHttpCall();
  expect(call).toMatchObject({ cluster: "lookup", timeoutMs: 250, contextId: 1 });
  expect(call.headers.get(":path")).toBe("/pod-lookup");
  expect(host.answerHttpCall(call, { body: "pod-1", trailers: { t: "end" } })).toBe(true);
  expect(host.httpCalls).toEqual([]);
  stream.responseHeaders({});
  expect(host.logs.messages()).toEqual([
    "http_call=0:4",
    "get_header=0:200",
    "get_pairs=0:1:24",
    "get_buffer=0:pod-1",
    "get_header=0:end",
    "buffer_status=0:5",
    "get_header=2:",
    "get_buffer=1:",
  ]);
});

test("the callback acts on the root context until the stream is set in effect", async () => {
  const host = await runScript({
    ...CALL,
    http_call_response: [
      ["replace_header", 0, ":path", "/no"],
      ["effective_context", 2],
      ["replace_header", 0, ":path", "/pod"],
      ["continue", 0],
    ],
  });
  const stream = host.createStream();
  stream.requestHeaders(getRequest());
  expect(stream.upstream.headers).toBeUndefined();
  host.answerHttpCall(host.oldestHttpCall());
  expect(stream.upstream.headers?.get(":path")).toBe("/pod");
  expect(stream.upstream.ended).toBe(true);
  expect(host.logs.messages().slice(1)).toEqual([
    "replace_header=2",
    "effective_context=0",
    "replace_header=0",
    "continue=0",
  ]);
});

test("a call outlives its stream; the dead context is a bad argument", async () => {
  const host = await runScript({
    ...CALL,
    http_call_response: [
      ["effective_context", 2],
      ["replace_header", 0, ":path", "/pod"],
      ["continue", 0],
    ],
  });
  const stream = host.createStream();
  stream.requestHeaders(getRequest());
  stream.close();
  expect(host.httpCalls).toHaveLength(1);
  host.answerHttpCall(host.oldestHttpCall());
  expect(host.logs.messages().slice(1)).toEqual(["effective_context=2", "replace_header=2", "continue=0"]);
  expect(rules(host)).toEqual([
    "effective_context_dead",
    "header_edit_outside_phase",
    "continue_without_stream",
  ]);
});

test.each([
  ["an unknown cluster", ["http_call", "other", HEADERS, "", "", 1]],
  ["no :path", ["http_call", "lookup", ":method=GET;:authority=a", "", "", 1]],
  ["no :method", ["http_call", "lookup", ":path=/;:authority=a", "", "", 1]],
  ["no :authority", ["http_call", "lookup", ":path=/;:method=GET", "", "", 1]],
  ["a negative timeout", ["http_call", "lookup", HEADERS, "", "", 4294967295]],
  ["malformed headers", ["http_call", "lookup", "raw:%01", "", "", 1]],
])("%s is a bad argument, and no call", async (_what, operation) => {
  const host = await runScript({ configure: [operation] }, { clusters: ["lookup"] });
  expect(host.logs.messages()).toEqual(["http_call=2:0"]);
  expect(host.httpCalls).toEqual([]);
});

test("a cluster without a healthy host fails at once, without a callback", async () => {
  const host = await runScript(
    { configure: [["tick_period", 1]], tick: [["http_call", "lookup", HEADERS, "", "", 1]] },
    { clusters: ["lookup"] },
  );
  host.clusters.markUnhealthy("lookup");
  host.tick();
  host.clusters.markHealthy("lookup");
  host.tick();
  host.clusters.remove("lookup");
  host.tick();
  expect(host.logs.messages().slice(1)).toEqual(["http_call=10:0", "http_call=0:4", "http_call=2:0"]);
});

test("`host` counts as :authority, and a body brings its length", async () => {
  const host = await runScript({
    configure: [["http_call", "lookup", ":method=POST;:path=/;host=a", "hello", "x=1", 0]],
  });
  const [call] = host.httpCalls;
  expect(call?.headers.get("content-length")).toBe("5");
  expect(call?.headers.get(":authority")).toBe("a");
  expect(call?.trailers.get("x")).toBe("1");
  expect(new TextDecoder().decode(call?.body)).toBe("hello");
});

test("a reset has no headers, and a status to ask for", async () => {
  const host = await runScript({ ...CALL, http_call_response: [["get_pairs", 6], ["status"]] });
  host.createStream().requestHeaders(getRequest());
  host.resetHttpCall(host.oldestHttpCall());
  expect(host.logs.messages().slice(1)).toEqual(["get_pairs=0:0:0", "status=0:11:reset"]);
});

test("a timeout is a 504 with a body, a refused connection a 503", async () => {
  const host = await runScript({
    ...CALL,
    http_call_response: [
      ["get_header", 6, ":status"],
      ["buffer_status", 4],
    ],
  });
  host.createStream().requestHeaders(getRequest());
  host.createStream().requestHeaders(getRequest());
  host.timeoutHttpCall(host.oldestHttpCall());
  host.refuseHttpCall(host.oldestHttpCall());
  expect(host.logs.messages().slice(2)).toEqual([
    "get_header=0:504",
    "buffer_status=0:24",
    "get_header=0:503",
    "buffer_status=0:98",
  ]);
});

test("the virtual clock lets calls time out", async () => {
  const host = await runScript({ ...CALL, http_call_response: [["get_header", 6, ":status"]] });
  host.createStream().requestHeaders(getRequest());
  host.advance(249);
  expect(host.httpCalls).toHaveLength(1);
  host.advance(1);
  expect(host.httpCalls).toHaveLength(0);
  expect(host.logs.messages()).toContain("get_header=0:504");
});

test("a call is answered once", async () => {
  const host = await runScript(CALL);
  host.createStream().requestHeaders(getRequest());
  const call = host.oldestHttpCall();
  host.answerHttpCall(call);
  expect(() => host.answerHttpCall(call)).toThrow(HostUsageError);
  expect(() => host.oldestHttpCall()).toThrow(HostUsageError);
});
