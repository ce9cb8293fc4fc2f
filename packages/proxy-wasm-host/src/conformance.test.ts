import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { conformanceCases } from "../scripts/conformance-cases.ts";
import type { HttpCall } from "./callouts/http-call.ts";
import type { ProxyWasmHost } from "./host.ts";
import { runScript, type Script } from "./testing/script-guest.ts";

interface Recording {
  readonly envoy: string;
  readonly cases: readonly { name: string; status?: number; script: Script; log: string[] }[];
}

const recording = JSON.parse(
  await readFile(new URL("../fixtures/envoy-recording.json", import.meta.url), "utf8"),
) as Recording;

/** The request and the upstream of `scripts/record-envoy.ts`. */
function replay(host: ProxyWasmHost, status: number | undefined): number | undefined {
  const stream = host.createStream();
  const headers: [string, string][] = [
    [":authority", "127.0.0.1"],
    [":path", "/p?q=1"],
    [":method", "POST"],
    [":scheme", "http"],
    ["content-length", "5"],
    ["x-twice", "1"],
    ["x-twice", "2"],
    ["x-forwarded-for", "1.1.1.1"],
  ];
  stream.requestHeaders(headers, { endOfStream: false });
  if (stream.localResponse === undefined) stream.requestBody("hello");
  const answer = (call: HttpCall): boolean =>
    call.cluster === "dead" ? host.refuseHttpCall(call) : host.timeoutHttpCall(call);
  for (const call of host.httpCalls) answer(call);
  const found = stream.upstream.ended && stream.upstream.headers?.get(":authority") === "127.0.0.1";
  if (found) {
    stream.responseHeaders({ ":status": "200" }, { endOfStream: false });
    stream.responseBody("body");
  } else if (stream.upstream.ended && stream.localResponse === undefined) {
    stream.responseHeaders({ ":status": String(status) });
  }
  stream.close();
  const sent = stream.downstream.headers?.get(":status");
  return sent === undefined ? undefined : Number(sent);
}

test("the recording is of these cases", () => {
  expect(Object.fromEntries(recording.cases.map(({ name, script }) => [name, script]))).toEqual(
    conformanceCases,
  );
});

test.each(recording.cases)(
  `returns what Envoy ${recording.envoy} returns: $name`,
  async ({ name, status, script, log }) => {
    const host = await runScript(script, {
      configuration: "conf",
      rootId: "root",
      pluginName: name,
      vmId: name,
      clusters: ["up", "dead", "slow"],
    });
    const sent = replay(host, status);
    // Envoy starts the module on the main thread first, and logs there what the worker logs again.
    expect(log.slice(0, host.logs.messages().length)).toEqual(host.logs.messages());
    expect(log.length % host.logs.messages().length).toBe(0);
    expect(sent).toBe(status);
  },
);
