import { describe, expect, test } from "vitest";
import { ContractViolationError, HostUsageError } from "./errors.ts";
import { getRequest, rules, runScript } from "./testing/script-guest.ts";

const PATH_EDIT = ["replace_header", 0, ":path", "/edited"];

describe("life of a plugin", () => {
  test("root context, start, configuration; then a stream's life in Envoy's order", async () => {
    const say = (word: string): (string | number)[][] => [["log", 2, word]];
    const host = await runScript(
      {
        root_create: say("root"),
        vm_start: say("start"),
        configure: [["get_buffer", 7, 0, 100]],
        stream_create: say("stream"),
        request_headers: say("request"),
        response_headers: say("response"),
        log: say("log"),
        done: say("done"),
        delete: say("delete"),
        root_done: say("root done"),
        root_delete: say("root deleted"),
      },
      { configuration: "conf" },
    );
    const stream = host.createStream();
    stream.requestHeaders(getRequest());
    stream.responseHeaders({});
    stream.close();
    stream.close();
    host.close();
    expect(host.logs.messages().filter((message) => message !== "log=0")).toEqual([
      "root",
      "start",
      "get_buffer=0:conf",
      "stream",
      "request",
      "response",
      "log",
      "done",
      "delete",
      "root done",
      "root deleted",
    ]);
  });

  test.each(["vm_start", "configure"])(
    "a plugin that refuses in %s is not configured, and gets no stream",
    async (callback) => {
      const host = await runScript(
        { [callback]: [["return", 0]], request_headers: [PATH_EDIT] },
        { failPolicy: "open" },
      );
      expect(host.configured).toBe(false);
      expect(host.vmFailed).toBe(false);
      const stream = host.createStream();
      stream.requestHeaders(getRequest("/x"));
      expect(stream.upstream.headers?.get(":path")).toBe("/x");
    },
  );

  test("a new configuration gets a root context of its own; the old one goes with its last stream", async () => {
    const host = await runScript(
      {
        configure: [
          ["get_buffer", 7, 0, 9],
          ["http_call", "c", ":method=GET;:path=/;:authority=a", "", "", 0],
        ],
        request_headers: [["return", 1]],
        root_delete: [["log", 2, "first root deleted"]],
      },
      { configuration: "one" },
    );
    const old = host.createStream();
    old.requestHeaders(getRequest());
    expect(host.reconfigure("one")).toBe(true);
    expect(host.contextCount).toBe(2);
    expect(host.reconfigure("two")).toBe(true);
    expect(host.contextCount).toBe(3);
    expect(host.httpCalls.map((call) => call.contextId)).toEqual([1, 3]);
    old.close();
    expect(host.contextCount).toBe(1);
    expect(host.httpCalls.map((call) => call.contextId)).toEqual([3]);
    expect(host.logs.messages()).toEqual([
      "get_buffer=0:one",
      "http_call=0:4",
      "get_buffer=0:two",
      "http_call=0:8",
      "first root deleted",
      "log=0",
    ]);
  });

  test("ticks come with the clock, as often as they are due", async () => {
    const host = await runScript(
      { configure: [["tick_period", 100]], tick: [["time"]] },
      { startTimeNs: 0n },
    );
    expect(host.tickPeriodMs).toBe(100);
    host.advance(250);
    expect(host.now).toBe(250_000_000n);
    expect(host.logs.messages().slice(1)).toEqual(["time=0:100000000", "time=0:200000000"]);
  });

  test("a tick may stop the timer", async () => {
    const host = await runScript({ configure: [["tick_period", 100]], tick: [["tick_period", 0]] });
    host.advance(1000);
    expect(host.logs.messages()).toEqual(["tick_period=0", "tick_period=0"]);
    expect(host.tick()).toBe(false);
  });

  test("a clock of the test's own is not moved by the host", async () => {
    const host = await runScript({ configure: [["time"]] }, { now: () => 42n });
    expect(host.logs.messages()).toEqual(["time=0:42"]);
    expect(() => host.advance(1)).toThrow(HostUsageError);
  });

  test("a stream has one request", async () => {
    const host = await runScript({});
    const stream = host.createStream();
    stream.requestHeaders(getRequest());
    expect(() => stream.requestHeaders(getRequest())).toThrow(HostUsageError);
    stream.close();
    expect(() => stream.responseHeaders({})).toThrow(HostUsageError);
  });
});

describe("a VM that dies", () => {
  const trap = {
    request_headers: [["return", 1]],
    response_headers: [["trap"]],
    tick: [["trap"]],
    configure: [["tick_period", 10]],
  };

  test("closed: 503 for the stream that trapped, for those that wait, and for all later ones", async () => {
    const host = await runScript(trap);
    const waiting = host.createStream();
    waiting.requestHeaders(getRequest());
    host.tick();
    expect(host.vmFailed).toBe(true);
    expect(host.failure?.callback).toBe("proxy_on_tick");
    const later = host.createStream();
    expect(later.requestHeaders(getRequest()).action).toBe("pause");
    for (const stream of [waiting, later]) {
      expect(stream.localResponse).toMatchObject({ statusCode: 503, details: "wasm_fail_stream" });
      expect(stream.downstream.headers?.get(":status")).toBe("503");
      expect(stream.upstream.headers).toBeUndefined();
    }
    expect(host.tick()).toBe(false);
  });

  test("open: requests go on without the filter", async () => {
    const host = await runScript(
      { ...trap, request_headers: [PATH_EDIT, ["return", 1]] },
      { failPolicy: "open" },
    );
    const waiting = host.createStream();
    waiting.requestHeaders(getRequest("/a"), { endOfStream: false });
    waiting.requestBody("body");
    host.tick();
    expect(waiting.upstream.headers?.get(":path")).toBe("/edited");
    expect(waiting.upstream).toMatchObject({ bodyText: "body", ended: true });
    const later = host.createStream();
    later.requestHeaders(getRequest("/b"));
    expect(later.upstream.headers?.get(":path")).toBe("/b");
    later.responseHeaders({ ":status": "204" });
    expect(later.downstream.headers?.get(":status")).toBe("204");
  });

  test("a trap in the response turns it into a 503", async () => {
    const host = await runScript({ response_headers: [["trap"]] });
    const stream = host.createStream();
    stream.requestHeaders(getRequest());
    stream.responseHeaders({ ":status": "200" });
    expect(stream.downstream.headers?.get(":status")).toBe("503");
  });

  test("a trap in the configuration fails it", async () => {
    const host = await runScript({ configure: [["trap"]] });
    expect(host).toMatchObject({ configured: false, vmFailed: true });
    expect(host.failure?.message).toContain("unreachable");
    expect(host.reconfigure("again")).toBe(false);
  });

  test("reload: a new VM once the backoff has passed, with the metrics kept", async () => {
    const host = await runScript(
      {
        configure: [
          ["tick_period", 10],
          ["define_metric", 0, "n"],
          ["increment_metric", 4, 1],
        ],
        request_headers: [PATH_EDIT],
        tick: [["trap"]],
      },
      { failPolicy: "reload" },
    );
    host.tick();
    const early = host.createStream();
    early.requestHeaders(getRequest());
    expect(early.localResponse?.statusCode).toBe(503);
    host.advance(1000);
    const later = host.createStream();
    later.requestHeaders(getRequest());
    expect(later.upstream.headers?.get(":path")).toBe("/edited");
    expect(host).toMatchObject({ vmFailed: false, reloads: 1 });
    expect(host.metrics.counter("n")).toBe(2);
    expect(host.tickPeriodMs).toBe(10);
  });

  test("a pending call is answered to nobody", async () => {
    const host = await runScript({
      ...trap,
      request_headers: [
        ["http_call", "c", ":method=GET;:path=/;:authority=a", "", "", 0],
        ["return", 1],
      ],
      http_call_response: [["log", 2, "answered"]],
    });
    host.createStream().requestHeaders(getRequest());
    const call = host.oldestHttpCall();
    host.tick();
    expect(host.answerHttpCall(call)).toBe(false);
    expect(host.logs.messages()).not.toContain("answered");
  });
});

describe("strict mode", () => {
  test("throws what the module broke, after the call that did", async () => {
    const host = await runScript(
      {
        request_headers: [
          ["local_response", 403, "", "", ""],
          ["local_response", 404, "", "", ""],
        ],
      },
      { strict: true },
    );
    const stream = host.createStream();
    expect(() => stream.requestHeaders(getRequest())).toThrow(ContractViolationError);
    expect(stream.localResponse?.statusCode).toBe(403);
    expect(rules(host)).toEqual(["second_local_response"]);
    expect(() => stream.close()).not.toThrow();
  });

  test("rejects a host whose configuration breaks the contract", async () => {
    await expect(runScript({ configure: [["continue", 0]] }, { strict: true })).rejects.toThrow(
      /continue_without_stream/,
    );
  });
});

describe("faults", () => {
  test("a host call returns a status, the n-th time and so often", async () => {
    const host = await runScript(
      { configure: [["time"], ["time"], ["time"], ["time"]] },
      {
        startTimeNs: 1n,
        faults: [{ hostCall: "proxy_get_current_time_nanoseconds", status: 10, nth: 2, times: 2 }],
      },
    );
    expect(host.logs.messages()).toEqual(["time=0:1", "time=10:0", "time=10:0", "time=0:1"]);
  });

  test("a fault is put in place, counted and removed while the host runs", async () => {
    const host = await runScript({ request_headers: [PATH_EDIT] });
    const fault = host.faults.inject({
      hostCall: "proxy_replace_header_map_value",
      status: 2,
      times: Infinity,
    });
    for (let round = 0; round < 3; round += 1) host.createStream().requestHeaders(getRequest());
    expect(fault.hits).toBe(3);
    fault.remove();
    host.createStream().requestHeaders(getRequest());
    expect(host.logs.messages()).toEqual([
      "replace_header=2",
      "replace_header=2",
      "replace_header=2",
      "replace_header=0",
    ]);
  });

  test("memory runs out", async () => {
    const host = await runScript({
      request_headers: [
        ["get_header", 0, ":path"],
        ["get_pairs", 0],
      ],
    });
    host.faults.inject({ allocation: "fail", times: 2 });
    host.createStream().requestHeaders(getRequest());
    expect(host.logs.messages()).toEqual(["get_header=6:", "get_pairs=6:0:0"]);
  });

  test("a host call traps, a callback traps", async () => {
    const script = { configure: [["tick_period", 1]], request_headers: [["time"]] };
    const inCall = await runScript(script);
    inCall.faults.inject({ hostCall: "proxy_get_current_time_nanoseconds", status: "trap" });
    inCall.createStream().requestHeaders(getRequest());
    expect(inCall.failure?.message).toContain("injected trap");
    const inCallback = await runScript(script);
    inCallback.faults.inject({ callback: "proxy_on_tick", status: "trap" });
    inCallback.tick();
    expect(inCallback.failure?.callback).toBe("proxy_on_tick");
  });

  test("clear takes all away", async () => {
    const host = await runScript({ request_headers: [["time"]] }, { startTimeNs: 1n });
    host.faults.inject({ hostCall: "proxy_get_current_time_nanoseconds", status: 10 });
    host.faults.clear();
    host.createStream().requestHeaders(getRequest());
    expect(host.logs.messages()).toEqual(["time=0:1"]);
  });
});

test("an exception of the test's foreign function reaches the test", async () => {
  const host = await runScript(
    { request_headers: [["foreign", "explode", ""]] },
    {
      foreignFunctions: {
        explode: () => {
          throw new TypeError("boom");
        },
      },
    },
  );
  expect(() => host.createStream().requestHeaders(getRequest())).toThrow("boom");
});
