import { readFileSync } from "node:fs";
import {
  createProxyWasmHost,
  type HttpCall,
  type HttpStream,
  type ProxyWasmHost,
  type ProxyWasmHostOptions,
} from "@fairlead/proxy-wasm-host";
import {
  encodeSnapshot,
  type FilterConfiguration,
  type Snapshot,
  type SnapshotPod,
} from "@fairlead/routing-schema";
import { readPlugin } from "../plugin.ts";

/** The release build, as the tests run it. */
export const pluginBytes = readFileSync(readPlugin().url);
/** Compiled once. The types of WebAssembly belong to the DOM library, which this package does not include. */
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: { Module: new (bytes: Uint8Array) => ProxyWasmHostOptions["module"] };
};
const module: ProxyWasmHostOptions["module"] = new WebAssembly.Module(pluginBytes);

/** What every configuration of these tests shares. */
export const BASE = { upstream_name: "lookup", authority: "lookup.test" } as const;

/** The filter in a host that throws when it breaks the host's contract. */
export const createFilter = (
  configuration: Partial<FilterConfiguration> = {},
  options: Partial<ProxyWasmHostOptions> = {},
): Promise<ProxyWasmHost> => createRawFilter(JSON.stringify({ ...BASE, ...configuration }), options);

/** The same with any text, or none, as its configuration. */
export const createRawFilter = (
  configuration: string | Uint8Array,
  options: Partial<ProxyWasmHostOptions> = {},
): Promise<ProxyWasmHost> => createProxyWasmHost({ module, configuration, strict: true, ...options });

/** A request that has been given to the filter. */
export function request(
  host: ProxyWasmHost,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  endOfStream = true,
): HttpStream {
  const stream = host.createStream();
  stream.requestHeaders(
    { ":method": "GET", ":path": path, ":authority": "app.test", ...headers },
    { endOfStream },
  );
  return stream;
}

/** The path that the pod sees; `undefined` while the request is held. */
export const upstreamPath = (stream: HttpStream): string | undefined => stream.upstream.headers?.get(":path");

/** The pod id in the path that the pod sees. */
export const upstreamPod = (stream: HttpStream): string | null =>
  new URL(upstreamPath(stream) ?? "", "http://app.test").searchParams.get("podId");

/** An open pod, idle and without limit. */
export const pod = (podId: string, fields: Partial<SnapshotPod> = {}): SnapshotPod => ({
  podId,
  routeId: null,
  endpoint: null,
  state: "open",
  score: 0,
  step: 1,
  room: null,
  ...fields,
});

/** A complete snapshot of the pods. */
export const snapshot = (pods: readonly SnapshotPod[], fields: Partial<Snapshot> = {}): Snapshot => ({
  generation: 1,
  maxAgeMs: 10_000,
  poolSize: pods.length,
  askers: 1,
  pods,
  ...fields,
});

/** Lets the filter ask for its snapshot, and answers. */
export function feed(
  host: ProxyWasmHost,
  text: string | Snapshot,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (host.httpCalls.length === 0) host.tick();
  const [call] = host.httpCalls;
  if (call === undefined) throw new Error("The filter does not ask for a snapshot.");
  host.answerHttpCall(call, { headers, body: typeof text === "string" ? text : encodeSnapshot(text) });
}

/** Moves the clock until the filter asks for something, as a busy one does once an interval. */
export function awaitCall(host: ProxyWasmHost): HttpCall {
  for (let waitedMs = 0; waitedMs < 10_000; waitedMs += 20) {
    const [call] = host.httpCalls;
    if (call !== undefined) return call;
    host.advance(20);
  }
  throw new Error("The filter asks nothing for ten seconds.");
}

/** A filter in snapshot mode that holds this snapshot. */
export async function createFedFilter(
  held: Snapshot,
  configuration: Partial<FilterConfiguration> = {},
  options: Partial<ProxyWasmHostOptions> = {},
): Promise<ProxyWasmHost> {
  const host = await createFilter({ mode: "snapshot", ...configuration }, options);
  feed(host, held);
  return host;
}

/** A counter's value, once the filter has handed its counts over. */
export function counter(host: ProxyWasmHost, name: string): number {
  host.tick();
  return host.metrics.counter(`fairlead_filter_${name}`) ?? Number.NaN;
}
