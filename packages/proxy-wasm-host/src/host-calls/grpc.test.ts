import { expect, test } from "vitest";
import type { GrpcCall } from "../callouts/grpc-call.ts";
import type { ProxyWasmHost } from "../host.ts";
import { HostUsageError } from "../errors.ts";
import { runScript } from "../testing/script-guest.ts";

function onlyCall(host: ProxyWasmHost): GrpcCall {
  const [call] = host.grpcCalls;
  if (call === undefined) throw new Error("the guest has made no call");
  return call;
}

/** GrpcService{envoy_grpc{cluster_name: "api"}}. */
const PROTO = "%0a%05%0a%03api";

test("a call is one message each way", async () => {
  const host = await runScript(
    {
      configure: [["grpc_call", PROTO, "pkg.Service", "Get", "x=1", "ask"]],
      grpc_receive: [["get_buffer", 5, 0, 100]],
    },
    { clusters: ["api"] },
  );
  const call = onlyCall(host);
  expect(call).toMatchObject({
    token: 5,
    kind: "call",
    cluster: "api",
    service: "pkg.Service",
    method: "Get",
  });
  expect(call.initialMetadata.get("x")).toBe("1");
  expect(new TextDecoder().decode(call.messages[0])).toBe("ask");
  expect(host.grpc.sendMessage(call, "answer")).toBe(true);
  expect(host.grpcCalls).toEqual([]);
  expect(host.logs.messages()).toEqual(["grpc_call=0:5", "get_buffer=0:answer"]);
  expect(() => host.grpc.sendMessage(call, "again")).toThrow(HostUsageError);
});

test("a stream takes messages until both sides have ended it", async () => {
  const host = await runScript(
    {
      configure: [
        ["grpc_stream", "api", "pkg.Service", "Watch", ""],
        ["grpc_send", 6, "one", 0],
        ["grpc_send", 6, "two", 1],
      ],
      grpc_initial_metadata: [["get_header", 4, "a"]],
      grpc_receive: [["get_buffer", 5, 0, 100]],
      grpc_trailing_metadata: [["get_header", 5, "b"]],
      grpc_close: [["status"]],
    },
    { clusters: ["api"] },
  );
  const call = onlyCall(host);
  expect(call).toMatchObject({ token: 6, kind: "stream", localClosed: true });
  expect(call.messages.map((message) => new TextDecoder().decode(message))).toEqual(["one", "two"]);
  host.grpc.sendInitialMetadata(call, { a: "1" });
  host.grpc.sendMessage(call, "event");
  host.grpc.sendTrailingMetadata(call, { b: "2" });
  host.grpc.close(call, 14, "bye");
  expect(host.grpcCalls).toEqual([]);
  expect(host.logs.messages().slice(3)).toEqual([
    "get_header=0:1",
    "get_buffer=0:event",
    "get_header=0:2",
    "status=0:14:bye",
  ]);
});

test("tokens and targets that are refused", async () => {
  const host = await runScript(
    {
      configure: [
        ["grpc_call", "nowhere", "s", "m", "", ""],
        ["grpc_call", PROTO, "s", "m", "", ""],
        ["grpc_stream", "api", "s", "m", ""],
        ["grpc_send", 5, "x", 0],
        ["grpc_send", 10, "x", 0],
        ["grpc_close", 4],
        ["grpc_cancel", 9],
        ["grpc_cancel", 6],
        ["grpc_close", 5],
      ],
    },
    { clusters: ["api"] },
  );
  expect(host.logs.messages()).toEqual([
    "grpc_call=4:0",
    "grpc_call=0:5",
    "grpc_stream=0:6",
    "grpc_send=2",
    "grpc_send=1",
    "grpc_close=2",
    "grpc_cancel=1",
    "grpc_cancel=0",
    "grpc_close=0",
  ]);
  expect(host.grpcCalls).toEqual([]);
  host.clusters.markUnhealthy("api");
});
