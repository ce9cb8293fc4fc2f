import { deflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { Status } from "../abi/status.ts";
import { getRequest, rules, runScript } from "../testing/script-guest.ts";

test("foreign functions: unknown, built in, the test's own", async () => {
  const host = await runScript(
    {
      request_headers: [
        ["foreign", "none", ""],
        ["foreign", "clear_route_cache", ""],
        ["foreign", "echo", "ping"],
        ["foreign", "refuse", ""],
        ["foreign", "uncompress", "junk"],
      ],
    },
    { foreignFunctions: { echo: (parameters) => parameters, refuse: () => Status.BAD_ARGUMENT } },
  );
  const stream = host.createStream();
  stream.requestHeaders(getRequest());
  expect(host.logs.messages()).toEqual([
    "foreign=1:",
    "foreign=0:",
    "foreign=0:ping",
    "foreign=2:",
    "foreign=3:",
  ]);
  expect(stream.routeCacheClears).toBe(1);
});

test("compressed text comes back", async () => {
  const escaped = [...deflateSync("hello hello hello")]
    .map((byte) => `%${byte.toString(16).padStart(2, "0")}`)
    .join("");
  const host = await runScript({ configure: [["foreign", "uncompress", escaped]] });
  expect(host.logs.messages()).toEqual(["foreign=0:hello hello hello"]);
});

test("the host calls the module's foreign function with its arguments", async () => {
  const host = await runScript({ foreign_function: [["get_buffer", 8, 0, 100]] });
  expect(host.callForeignFunction(1, "hello")).toBe(true);
  expect(host.logs.messages()).toEqual(["get_buffer=0:hello"]);
});

test("the context in effect lasts for one callback", async () => {
  const host = await runScript({
    configure: [["tick_period", 1]],
    request_headers: [["return", 1]],
    tick: [
      ["get_header", 0, ":path"],
      ["effective_context", 2],
      ["get_header", 0, ":path"],
    ],
  });
  host.createStream().requestHeaders(getRequest("/x"));
  host.tick();
  host.tick();
  expect(host.logs.messages().filter((message) => message.startsWith("get"))).toEqual([
    "get_header=2:",
    "get_header=0:/x",
    "get_header=2:",
    "get_header=0:/x",
  ]);
  expect(rules(host)).toEqual([]);
});

test("a root that is not done waits for proxy_done", async () => {
  const host = await runScript({
    configure: [["done"], ["tick_period", 5]],
    root_done: [["return", 0]],
    root_delete: [["log", 2, "deleted"]],
    tick: [["done"]],
  });
  host.close();
  expect(host.logs.messages()).toEqual(["done=1", "tick_period=0"]);
  expect(host.contextCount).toBe(1);
  host.tick();
  expect(host.logs.messages().slice(2)).toEqual(["done=0", "deleted", "log=0"]);
  expect(host.contextCount).toBe(0);
});
