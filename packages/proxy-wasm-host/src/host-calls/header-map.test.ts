import { expect, test } from "vitest";
import { getRequest, runScript } from "../testing/script-guest.ts";

test("an edit of the request reaches the upstream and clears the route cache", async () => {
  const host = await runScript({
    request_headers: [
      ["replace_header", 0, ":path", "/new"],
      ["add_header", 0, "X-Added", "1"],
      ["remove_header", 0, "x-gone"],
    ],
  });
  const stream = host.createStream();
  const result = stream.requestHeaders([...getRequest("/old"), ["x-gone", "a"], ["x-gone", "b"]]);
  expect(result.action).toBe("continue");
  expect(stream.upstream.headers?.toArray()).toEqual([...getRequest("/new"), ["x-added", "1"]]);
  expect(stream.routeCacheClears).toBe(3);
  expect(host.logs.messages()).toEqual(["replace_header=0", "add_header=0", "remove_header=0"]);
});

test("replacing a header with several entries replaces the first alone", async () => {
  const host = await runScript({ request_headers: [["replace_header", 0, "x-twice", "new"]] });
  const stream = host.createStream();
  stream.requestHeaders([...getRequest(), ["x-twice", "1"], ["x-twice", "2"]]);
  expect(stream.upstream.headers?.getAll("x-twice")).toEqual(["new", "2"]);
});

test("adding to an inline header joins the values", async () => {
  const host = await runScript({
    request_headers: [["add_header", 0, "x-forwarded-for", "10.0.0.2"]],
  });
  const stream = host.createStream();
  stream.requestHeaders([...getRequest(), ["x-forwarded-for", "10.0.0.1"]]);
  expect(stream.upstream.headers?.getAll("x-forwarded-for")).toEqual(["10.0.0.1,10.0.0.2"]);
});

test("a header is read by any spelling of its name; a missing one is not an empty one", async () => {
  const host = await runScript({
    request_headers: [
      ["get_header", 0, "X-Here"],
      ["get_header", 0, "x-empty"],
      ["get_header", 0, "x-missing"],
      ["get_header", 0, "Host"],
    ],
  });
  host.createStream().requestHeaders([...getRequest(), ["x-here", "yes"], ["x-empty", ""]]);
  expect(host.logs.messages()).toEqual([
    "get_header=0:yes",
    "get_header=0:",
    "get_header=1:",
    "get_header=0:example.com",
  ]);
});

test("after the request has gone on, its headers are out of reach", async () => {
  const host = await runScript({
    response_headers: [
      ["replace_header", 0, ":path", "/late"],
      ["get_header", 0, ":path"],
      ["get_pairs", 0],
      ["map_size", 0],
    ],
  });
  const stream = host.createStream();
  stream.requestHeaders(getRequest());
  stream.responseHeaders({ ":status": "200" });
  expect(host.logs.messages()).toEqual([
    "replace_header=2",
    "get_header=2:",
    "get_pairs=0:0:0",
    "map_size=2:0",
  ]);
  expect(host.violations.map((violation) => violation.rule)).toEqual(["header_edit_outside_phase"]);
});

test("a root context has no headers", async () => {
  const host = await runScript({
    configure: [["tick_period", 1]],
    tick: [
      ["get_header", 0, ":path"],
      ["add_header", 2, "a", "b"],
    ],
  });
  host.tick();
  expect(host.logs.messages()).toEqual(["tick_period=0", "get_header=2:", "add_header=2"]);
});

test("whole maps are read and written in the ABI's serialisation", async () => {
  const host = await runScript({
    request_headers: [
      ["get_pairs", 0],
      ["map_size", 0],
      ["set_pairs", 0, ":method=POST;:path=/p;x-a=;x-b=2"],
    ],
  });
  const stream = host.createStream();
  stream.requestHeaders(getRequest());
  // 4 bytes of count, 3 times (8 of lengths + name + value + 2 NUL): 60 + ":method" "GET" ":path" "/" ":authority" "example.com".
  expect(host.logs.messages()).toEqual(["get_pairs=0:3:71", "map_size=0:37", "set_pairs=0"]);
  expect(stream.upstream.headers?.toArray()).toEqual([
    [":method", "POST"],
    [":path", "/p"],
    ["x-a", ""],
    ["x-b", "2"],
  ]);
});

test("a malformed map is read as empty, and noted", async () => {
  const host = await runScript({ request_headers: [["set_pairs", 0, "raw:%02%00%00%00"]] });
  const stream = host.createStream();
  stream.requestHeaders(getRequest());
  expect(stream.upstream.headers?.size).toBe(0);
  expect(host.violations.map((violation) => violation.rule)).toEqual(["malformed_pairs"]);
});

test("line breaks in a value are noted, since they break the request on the wire", async () => {
  const host = await runScript({
    request_headers: [["replace_header", 0, ":path", "/a%0D%0Ax: 1"]],
  });
  host.createStream().requestHeaders(getRequest());
  expect(host.violations.map((violation) => violation.rule)).toEqual(["invalid_header_value"]);
});

test("bytes that are no UTF-8 survive the round trip", async () => {
  const host = await runScript({ request_headers: [["add_header", 0, "x-raw", "%ff%fe"]] });
  const stream = host.createStream();
  stream.requestHeaders([...getRequest(), ["x-text", "ä€"]]);
  expect(stream.upstream.headers?.getBinary("x-raw")).toBe("\xff\xfe");
  expect(stream.upstream.headers?.get("x-text")).toBe("ä€");
});

test("an unknown kind of map is a bad argument", async () => {
  const host = await runScript({
    request_headers: [
      ["get_header", 8, "a"],
      ["map_size", 6],
    ],
  });
  host.createStream().requestHeaders(getRequest());
  expect(host.logs.messages()).toEqual(["get_header=2:", "map_size=2:0"]);
});

test("the module can add trailers at the end of a body", async () => {
  const host = await runScript({ request_body: [["add_header", 1, "x-trailer", "1"]] });
  const stream = host.createStream();
  stream.requestHeaders(getRequest(), { endOfStream: false });
  stream.requestBody("part", { endOfStream: false });
  expect(host.logs.messages()).toEqual(["add_header=2"]);
  stream.requestBody("end");
  expect(stream.upstream.trailers?.toArray()).toEqual([["x-trailer", "1"]]);
  expect(stream.upstream.bodyText).toBe("partend");
});

test("the log callback reads headers that are out of reach elsewhere", async () => {
  const host = await runScript({
    log: [
      ["get_header", 0, ":path"],
      ["get_header", 2, ":status"],
      ["get_header", 1, "a"],
      ["get_header", 3, "t"],
    ],
  });
  const stream = host.createStream();
  stream.requestHeaders(getRequest("/seen"));
  stream.responseHeaders({ ":status": "201" }, { endOfStream: false });
  stream.responseTrailers({ t: "1" });
  stream.close();
  expect(host.logs.messages()).toEqual([
    "get_header=0:/seen",
    "get_header=0:201",
    "get_header=1:",
    "get_header=0:1",
  ]);
});
