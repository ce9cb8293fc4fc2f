import { expect, test } from "vitest";
import { getRequest, rules, runScript } from "../testing/script-guest.ts";

test("a local response ends the request and passes the response callbacks", async () => {
  const host = await runScript({
    request_headers: [
      ["local_response", 403, "not here", "denied", "x-why=rule"],
      ["return", 1],
    ],
    response_headers: [["add_header", 2, "x-filter", "1"]],
  });
  const stream = host.createStream();
  expect(stream.requestHeaders(getRequest()).action).toBe("pause");
  expect(stream.localResponse).toMatchObject({
    statusCode: 403,
    details: "not_here",
    grpcStatus: undefined,
  });
  expect(stream.upstream.headers).toBeUndefined();
  expect(stream.downstream.headers?.toArray()).toEqual([
    [":status", "403"],
    ["x-why", "rule"],
    ["content-length", "6"],
    ["content-type", "text/plain"],
    ["x-filter", "1"],
  ]);
  expect(stream.downstream.bodyText).toBe("denied");
  expect(stream.downstream.ended).toBe(true);
});

test("a local response pauses the request even when the callback says continue", async () => {
  const host = await runScript({ request_headers: [["local_response", 200, "", "", ""]] });
  const stream = host.createStream();
  expect(stream.requestHeaders(getRequest()).action).toBe("pause");
  expect(stream.upstream.headers).toBeUndefined();
  expect(stream.downstream.headers?.get(":status")).toBe("200");
});

test("a second local response is dropped, and noted", async () => {
  const host = await runScript({
    request_headers: [
      ["local_response", 403, "", "", ""],
      ["local_response", 404, "", "", ""],
    ],
  });
  const stream = host.createStream();
  stream.requestHeaders(getRequest());
  expect(host.logs.messages()).toEqual(["local_response=0", "local_response=0"]);
  expect(stream.localResponse?.statusCode).toBe(403);
  expect(rules(host)).toEqual(["second_local_response"]);
});

test("a local response from a root context goes nowhere", async () => {
  const host = await runScript({ configure: [["local_response", 403, "", "", ""]] });
  expect(host.logs.messages()).toEqual(["local_response=0"]);
  expect(rules(host)).toEqual(["local_response_without_stream"]);
});

test("a local response after the response has begun resets the stream", async () => {
  const host = await runScript({ response_body: [["local_response", 500, "", "", ""]] });
  const stream = host.createStream();
  stream.requestHeaders(getRequest());
  stream.responseHeaders({}, { endOfStream: false });
  stream.responseBody("x");
  expect(stream.wasReset).toBe(true);
  expect(stream.localResponse).toBeUndefined();
});

test("a gRPC request gets a trailers-only answer, a HEAD request no body", async () => {
  const host = await runScript({ request_headers: [["local_response", 503, "", "full", "", ""]] });
  const grpc = host.createStream();
  grpc.requestHeaders([...getRequest(), ["content-type", "application/grpc"]]);
  expect(grpc.downstream.headers?.toArray()).toEqual([
    [":status", "200"],
    ["content-type", "application/grpc"],
    ["grpc-status", "14"],
    ["grpc-message", "full"],
  ]);
  const head = host.createStream();
  head.requestHeaders({ ":method": "HEAD", ":path": "/", ":authority": "a" });
  expect(head.downstream.headers?.get("content-length")).toBe("4");
  expect(head.downstream.body).toHaveLength(0);
});

test("a paused stream goes on once; again is noted", async () => {
  const host = await runScript({
    configure: [["tick_period", 10]],
    request_headers: [["return", 1]],
    tick: [
      ["effective_context", 2],
      ["continue", 0],
    ],
  });
  const stream = host.createStream();
  stream.requestHeaders(getRequest());
  expect(stream.requestPaused).toBe(true);
  host.tick();
  expect(stream.upstream.ended).toBe(true);
  expect(rules(host)).toEqual([]);
  host.tick();
  expect(rules(host)).toEqual(["continue_not_paused"]);
});

test("continuing from the callback itself lets the request go, and is noted", async () => {
  const host = await runScript({
    request_headers: [
      ["continue", 0],
      ["replace_header", 0, "a", "b"],
      ["return", 1],
    ],
  });
  const stream = host.createStream();
  stream.requestHeaders(getRequest());
  expect(stream.upstream.headers?.has("a")).toBe(false);
  expect(stream.upstream.ended).toBe(true);
  expect(rules(host)).toEqual(["header_edit_outside_phase", "continue_in_callback"]);
});

test("an edit of a response that has gone on has no effect, and is noted", async () => {
  const host = await runScript({
    configure: [["tick_period", 10]],
    response_headers: [["return", 1]],
    tick: [
      ["effective_context", 2],
      ["replace_header", 2, "a", "1"],
      ["continue", 1],
      ["replace_header", 2, "a", "2"],
    ],
  });
  const stream = host.createStream();
  stream.requestHeaders(getRequest());
  expect(stream.responseHeaders({ ":status": "200" }).action).toBe("pause");
  host.tick();
  host.tick();
  expect(stream.downstream.headers?.get("a")).toBe("2");
  expect(rules(host)).toEqual([
    "header_edit_without_effect",
    "header_edit_without_effect",
    "continue_not_paused",
  ]);
});

test("closing resets the stream and deletes its context", async () => {
  const host = await runScript({
    request_headers: [
      ["close", 0],
      ["return", 1],
    ],
    done: [["log", 2, "done"]],
    delete: [["log", 2, "delete"]],
  });
  const stream = host.createStream();
  stream.requestHeaders(getRequest());
  expect(stream.wasReset).toBe(true);
  expect(stream.closed).toBe(true);
  expect(host.contextCount).toBe(1);
  expect(host.logs.messages()).toEqual(["close=0", "done", "log=0", "delete", "log=0"]);
});

test("kinds of stream that HTTP lacks", async () => {
  const host = await runScript({
    request_headers: [
      ["continue", 2],
      ["continue", 3],
      ["continue", 4],
      ["close", 2],
      ["close", 4],
    ],
  });
  host.createStream().requestHeaders(getRequest());
  expect(host.logs.messages()).toEqual(["continue=0", "continue=12", "continue=2", "close=0", "close=2"]);
});
