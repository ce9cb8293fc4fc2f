import { expect, test } from "vitest";
import { getRequest, runScript } from "../testing/script-guest.ts";

test.each([
  ["prepends", ["set_buffer", 0, 0, 0, "<"], "set_buffer=0", "<body"],
  ["replaces", ["set_buffer", 0, 0, 100, "new"], "set_buffer=0", "new"],
  ["appends", ["set_buffer", 0, 4, 0, ">"], "set_buffer=0", "body>"],
  ["does not write in between", ["set_buffer", 0, 1, 1, "x"], "set_buffer=2", "body"],
])("set_buffer_bytes %s", async (_what, operation, log, body) => {
  const host = await runScript({ request_body: [operation] });
  const stream = host.createStream();
  stream.requestHeaders(getRequest(), { endOfStream: false });
  stream.requestBody("body");
  expect(host.logs.messages()).toEqual([log]);
  expect(stream.upstream.bodyText).toBe(body);
});

test("a range beyond the buffer is cut", async () => {
  const host = await runScript({
    request_body: [
      ["get_buffer", 0, 1, 2],
      ["get_buffer", 0, 2, 100],
      ["get_buffer", 0, 9, 1],
      ["buffer_status", 0],
    ],
  });
  const stream = host.createStream();
  stream.requestHeaders(getRequest(), { endOfStream: false });
  stream.requestBody("body");
  expect(host.logs.messages()).toEqual([
    "get_buffer=0:od",
    "get_buffer=0:dy",
    "get_buffer=0:",
    "buffer_status=0:4",
  ]);
});

test("a buffered body grows until it is let go", async () => {
  const host = await runScript({
    configure: [["tick_period", 1]],
    request_body: [
      ["get_buffer", 0, 0, 100],
      ["return", 1],
    ],
    tick: [
      ["effective_context", 2],
      ["continue", 0],
    ],
  });
  const stream = host.createStream();
  stream.requestHeaders(getRequest(), { endOfStream: false });
  expect(stream.requestBody("a", { endOfStream: false }).action).toBe("pause");
  stream.requestBody("b", { endOfStream: true });
  expect(host.logs.messages().slice(1)).toEqual(["get_buffer=0:a", "get_buffer=0:ab"]);
  expect(stream.upstream.bodyText).toBe("");
  host.tick();
  expect(stream.upstream.bodyText).toBe("ab");
  expect(stream.upstream.ended).toBe(true);
});

test("a body behind paused headers waits, and is seen once they go on", async () => {
  const host = await runScript({
    configure: [["tick_period", 1]],
    request_headers: [["return", 1]],
    request_body: [["get_buffer", 0, 0, 100]],
    request_trailers: [["get_header", 1, "t"]],
    tick: [
      ["effective_context", 2],
      ["continue", 0],
    ],
  });
  const stream = host.createStream();
  stream.requestHeaders(getRequest(), { endOfStream: false });
  expect(stream.requestBody("late", { endOfStream: false })).toMatchObject({
    action: "pause",
    delivered: false,
  });
  expect(stream.requestTrailers({ t: "1" }).delivered).toBe(false);
  host.tick();
  expect(host.logs.messages().slice(1)).toEqual([
    "effective_context=0",
    "continue=0",
    "get_buffer=0:late",
    "get_header=0:1",
  ]);
  expect(stream.upstream).toMatchObject({ bodyText: "late", ended: true });
  expect(stream.upstream.trailers?.get("t")).toBe("1");
});

test("action 3 drops the body", async () => {
  const host = await runScript({ response_body: [["return", 3]] });
  const stream = host.createStream();
  stream.requestHeaders(getRequest());
  stream.responseHeaders({}, { endOfStream: false });
  stream.responseBody("gone", { endOfStream: false });
  expect(stream.responsePaused).toBe(true);
  expect(stream.downstream.bodyText).toBe("");
});

test("buffers outside their phase: a body is empty, a callback's own is not found", async () => {
  const host = await runScript(
    {
      configure: [
        ["get_buffer", 7, 0, 10],
        ["get_buffer", 0, 0, 10],
      ],
      request_headers: [
        ["get_buffer", 0, 0, 10],
        ["get_buffer", 7, 0, 10],
        ["get_buffer", 4, 0, 10],
        ["get_buffer", 9, 0, 10],
        ["set_buffer", 6, 0, 0, "x"],
      ],
    },
    { configuration: "config" },
  );
  host.createStream().requestHeaders(getRequest());
  expect(host.logs.messages()).toEqual([
    "get_buffer=0:config",
    "get_buffer=0:",
    "get_buffer=0:",
    "get_buffer=1:",
    "get_buffer=1:",
    "get_buffer=2:",
    "set_buffer=2",
  ]);
});
