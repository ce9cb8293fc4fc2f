import { Buffer } from "node:buffer";
import type { GrpcCall } from "./callouts/grpc-call.ts";
import type { HttpCall } from "./callouts/http-call.ts";
import { type BytesInit, toBytes } from "./bytes.ts";
import { ContractViolationError, HostUsageError, type Violation } from "./errors.ts";
import { Faults } from "./faults.ts";
import { HeaderMap, type HeadersInit } from "./headers/header-map.ts";
import { type VerifiedModule, verifyModule } from "./module/verify.ts";
import type { ProxyWasmHostOptions } from "./options.ts";
import { createPluginSettings, type PluginSettings } from "./plugin/plugin-settings.ts";
import { PluginVm } from "./plugin/plugin-vm.ts";
import { GrpcResponder } from "./callouts/grpc-responder.ts";
import { runTimers } from "./plugin/timers.ts";
import type { Clusters } from "./state/clusters.ts";
import type { Logs } from "./state/logs.ts";
import type { Metrics } from "./state/metrics.ts";
import type { SharedStore } from "./state/shared-store.ts";
import { HttpStream, type StreamOptions } from "./stream/http-stream.ts";
import type { VmFailure } from "./vm/wasm-vm.ts";

/** The answer to an HTTP call. */
export interface HttpCallAnswer {
  /** `:status` 200 where it has none. */
  readonly headers?: HeadersInit;
  readonly body?: BytesInit;
  readonly trailers?: HeadersInit;
}

/** A proxy with one plugin in one VM, driven by a test. */
export class ProxyWasmHost {
  /** Faults to inject. */
  readonly faults: Faults;
  /** Answers gRPC calls and streams. */
  readonly grpc: GrpcResponder;
  /** How often a dead VM was replaced. */
  reloads = 0;
  readonly #module: VerifiedModule;
  readonly #settings: PluginSettings;
  readonly #strict: boolean;
  readonly #reloadBackoffNs: bigint;
  #plugin: PluginVm;
  #configuration: Uint8Array;
  #lastLoadNs: bigint;
  #depth = 0;

  /** @internal Made by `createProxyWasmHost`. */
  constructor(options: ProxyWasmHostOptions) {
    this.#module = verifyModule(options.module);
    this.faults = new Faults(options.faults);
    this.#settings = createPluginSettings(options, this.faults);
    this.#strict = options.strict ?? false;
    this.#reloadBackoffNs = BigInt(options.reloadBackoffMs ?? 1000) * 1_000_000n;
    this.#configuration = toBytes(options.configuration ?? "");
    this.#plugin = new PluginVm(this.#module, this.#settings);
    this.#lastLoadNs = this.#plugin.loadedNs;
    this.grpc = new GrpcResponder(
      () => this.#plugin,
      (action) => this.#enter(action),
    );
    this.#enter(() => this.#plugin.start(this.#configuration));
  }

  /** Whether the module has accepted its first configuration: `proxy_on_vm_start` and `proxy_on_configure` were true. */
  get configured(): boolean {
    return this.#plugin.root !== undefined;
  }

  /** Whether the VM has died of a trap: no callback is made any more. */
  get vmFailed(): boolean {
    return this.#plugin.vm.failure !== undefined;
  }

  /** Where and why the VM has died. */
  get failure(): VmFailure | undefined {
    return this.#plugin.vm.failure;
  }

  /** Bytes of the module's memory. */
  get memoryBytes(): number {
    return this.#plugin.vm.memory.byteLength;
  }

  /** The log lines at or above the proxy's level. */
  get logs(): Logs {
    return this.#settings.logs;
  }

  /** The metrics that the module has defined. */
  get metrics(): Metrics {
    return this.#settings.metrics;
  }

  /** The clusters that the proxy knows. */
  get clusters(): Clusters {
    return this.#settings.clusters;
  }

  /** Data and queues shared between VMs. */
  get shared(): SharedStore {
    return this.#settings.shared;
  }

  /** What the module did that a proxy punishes or silently ignores. */
  get violations(): readonly Violation[] {
    return this.#settings.violations.all;
  }

  /** The time in nanoseconds since the epoch. */
  get now(): bigint {
    return this.#settings.clock.now();
  }

  /** The tick period of the configuration in force, in ms; 0: none. */
  get tickPeriodMs(): number {
    return this.#plugin.root?.tickPeriodMs ?? 0;
  }

  /** HTTP calls that await their answer, oldest first. */
  get httpCalls(): readonly HttpCall[] {
    return this.#plugin.httpCalls;
  }

  /** The oldest HTTP call that awaits its answer. Throws `HostUsageError` when there is none. */
  oldestHttpCall(): HttpCall {
    const [call] = this.httpCalls;
    if (call === undefined)
      throw new HostUsageError(
        "No HTTP call is pending. See host.logs and host.violations for what the module did instead.",
      );
    return call;
  }

  /** gRPC calls and streams that are open, oldest first. */
  get grpcCalls(): readonly GrpcCall[] {
    return this.#plugin.grpcCalls;
  }

  /** How many contexts the module has, roots and streams. */
  get contextCount(): number {
    return this.#plugin.vm.contexts.size - 1;
  }

  /** Begins a stream. Under `reload` a dead VM is replaced first, once the backoff has passed. */
  createStream(options: StreamOptions = {}): HttpStream {
    this.#enter(() => this.#reloadIfDue());
    return new HttpStream(this.#plugin, options, (action) => this.#enter(action));
  }

  /** Answers an HTTP call. False when no callback was made, for want of one or of a living VM. */
  answerHttpCall(call: HttpCall, answer: HttpCallAnswer = {}): boolean {
    const headers = new HeaderMap(answer.headers);
    if (!headers.has(":status")) headers.addBinary(":status", "200");
    const trailers = answer.trailers === undefined ? undefined : new HeaderMap(answer.trailers);
    return this.#completeHttpCall(call, { headers, body: toBytes(answer.body ?? ""), trailers });
  }

  /** The call's stream was reset: a callback without headers. */
  resetHttpCall(call: HttpCall): boolean {
    return this.#completeHttpCall(call, undefined);
  }

  /** The call's timeout has passed: Envoy's own 504. */
  timeoutHttpCall(call: HttpCall): boolean {
    return this.#answerLocally(call, 504, "upstream request timeout");
  }

  /** Nobody listens at the cluster's address: Envoy's own 503. */
  refuseHttpCall(call: HttpCall): boolean {
    return this.#answerLocally(
      call,
      503,
      "upstream connect error or disconnect/reset before headers. reset reason: remote connection failure",
    );
  }

  /** Fires the tick timer now, whenever it is due. False when no callback was made. */
  tick(): boolean {
    const { root } = this.#plugin;
    if (root === undefined || root.tickPeriodMs === 0) return false;
    return this.#enter(() => this.#plugin.tick(root));
  }

  /** Moves the virtual clock and fires what falls due, in order: ticks and timeouts of HTTP calls. */
  advance(milliseconds: number): void {
    const { clock } = this.#settings;
    if (!clock.isVirtual)
      throw new HostUsageError(
        "The host runs on the clock given as `now`. Move that one, or leave the option out.",
      );
    const target = clock.now() + BigInt(Math.round(milliseconds * 1e6));
    runTimers(this.#plugin, clock, target, {
      tick: (root) => void this.#enter(() => this.#plugin.tick(root)),
      timeout: (call) => void this.timeoutHttpCall(call),
    });
  }

  /**
   * Gives the plugin a new configuration in the same VM, as a listener update does: a new root
   * context; the old one goes once its streams have ended. An equal configuration changes nothing.
   * False when the module refuses it: the old one stays in force.
   */
  reconfigure(configuration: BytesInit): boolean {
    const bytes = toBytes(configuration);
    if (this.vmFailed) return false;
    if (this.configured && Buffer.from(bytes).equals(this.#configuration)) return true;
    const accepted = this.#enter(() => this.#plugin.start(bytes));
    if (accepted) this.#configuration = bytes;
    return accepted;
  }

  /** Calls `proxy_on_foreign_function` on the root context. False when no callback was made. */
  callForeignFunction(functionId: number, parameters: BytesInit = ""): boolean {
    return this.configured && this.#enter(() => this.#plugin.callForeign(functionId, toBytes(parameters)));
  }

  /** Shuts the plugin down as a removed listener does: `proxy_on_done` and `proxy_on_delete` on the root context. */
  close(): void {
    const { root } = this.#plugin;
    if (root !== undefined && !root.retired) this.#enter(() => this.#plugin.retire(root));
  }

  #answerLocally(call: HttpCall, status: number, body: string): boolean {
    const headers = {
      ":status": String(status),
      "content-length": String(body.length),
      "content-type": "text/plain",
    };
    return this.answerHttpCall(call, { headers, body });
  }

  #completeHttpCall(call: HttpCall, response: Parameters<PluginVm["completeHttpCall"]>[1]): boolean {
    if (!this.httpCalls.includes(call))
      throw new HostUsageError(
        `HTTP call ${call.token} is not pending: it was answered, or its root context is gone.`,
      );
    return this.#enter(() => this.#plugin.completeHttpCall(call, response));
  }

  #reloadIfDue(): void {
    if (
      !this.vmFailed ||
      this.#settings.failPolicy !== "reload" ||
      this.now - this.#lastLoadNs < this.#reloadBackoffNs
    )
      return;
    this.#lastLoadNs = this.now;
    const plugin = new PluginVm(this.#module, this.#settings);
    if (!plugin.start(this.#configuration)) return;
    this.#plugin = plugin;
    this.reloads += 1;
  }

  /** Brackets what a test makes the host do: deferred work and the strict check come at its end. */
  #enter<T>(action: () => T): T {
    this.#depth += 1;
    let result: T;
    try {
      result = action();
      if (this.#depth === 1) this.shared.runPosted();
    } finally {
      this.#depth -= 1;
    }
    if (this.#depth > 0) return result;
    const violations = this.#settings.violations.takeUnreported();
    if (this.#strict && violations.length > 0) throw new ContractViolationError(violations);
    return result;
  }
}

/**
 * Loads a proxy-wasm module as Envoy does and starts its plugin.
 * Rejects with `ModuleLoadError` when Envoy would not load it. A module that refuses its
 * configuration gives a host with `configured` false.
 *
 * @example
 * const host = await createProxyWasmHost({ module: await readFile("plugin.wasm"), configuration: "{}" });
 * const stream = host.createStream();
 * stream.requestHeaders({ ":method": "GET", ":path": "/", ":authority": "example.com" });
 * expect(stream.upstream.headers?.get(":path")).toBe("/");
 */
export async function createProxyWasmHost(options: ProxyWasmHostOptions): Promise<ProxyWasmHost> {
  return new ProxyWasmHost(options);
}
