import type { GrpcCall } from "../callouts/grpc-call.ts";
import type { HttpCall } from "../callouts/http-call.ts";
import type { CalloutResponse } from "../context/context.ts";
import { RootContext } from "../context/root-context.ts";
import { type StreamActions, StreamContext } from "../context/stream-context.ts";
import { BROKEN_CONNECTION } from "../abi/status.ts";
import type { HostEnvironment } from "../host-calls/environment.ts";
import { createHostCalls } from "../host-calls/index.ts";
import type { HttpStream } from "../stream/http-stream.ts";
import type { VerifiedModule } from "../module/verify.ts";
import type { PropertyTree } from "../state/properties.ts";
import { WasmVm } from "../vm/wasm-vm.ts";
import type { PluginSettings } from "./plugin-settings.ts";

/** A VM with the plugin in it: its root contexts, streams and callouts. */
export class PluginVm {
  readonly vm: WasmVm;
  readonly properties: PropertyTree;
  /** When the VM was made, for the backoff of a reload. */
  readonly loadedNs: bigint;
  /** The root context that new streams get; undefined until one has been started. */
  root: RootContext | undefined;
  readonly #settings: PluginSettings;
  readonly #environment: HostEnvironment;
  readonly #streams = new Set<HttpStream>();

  /** Instantiates the module. Throws `ModuleLoadError`. */
  constructor(module: VerifiedModule, settings: PluginSettings) {
    this.#settings = settings;
    this.properties = settings.properties;
    this.loadedNs = settings.clock.now();
    let environment: HostEnvironment | undefined;
    this.vm = new WasmVm(module.module, module.abiVersion, settings.faults, (vm) => {
      environment = this.#createEnvironment(vm);
      return createHostCalls(environment);
    });
    this.#environment = environment as unknown as HostEnvironment;
    this.vm.onFailure = () => {
      for (const stream of this.#streams) stream.onVmFailure();
    };
  }

  /** The VM is dead, or its plugin was never configured. */
  get failed(): boolean {
    return this.vm.failure !== undefined || this.root === undefined;
  }

  get failOpen(): boolean {
    return this.#settings.failPolicy === "open";
  }

  /** Every root context that still lives. */
  get roots(): RootContext[] {
    return [...this.vm.contexts.values()].filter(
      (context) => context.kind === "root" && context.id !== 0,
    ) as RootContext[];
  }

  get httpCalls(): HttpCall[] {
    return this.roots.flatMap((root) => [...root.httpCalls.values()]);
  }

  get grpcCalls(): GrpcCall[] {
    return this.roots.flatMap((root) => [...root.grpcCalls.values()]);
  }

  violation(rule: string, message: string, contextId: number): void {
    this.#settings.violations.record({ rule, message, contextId });
  }

  /** Makes a root context and configures it; the one before is retired. False when the module refuses. */
  start(configuration: Uint8Array): boolean {
    const root = new RootContext(this.vm.nextContextId(), configuration);
    this.vm.contexts.set(root.id, root);
    root.configurationReadable = true;
    this.vm.call(root, "proxy_on_context_create", [root.id, 0]);
    root.configurationReadable = false;
    const started = this.#accepts(root, "proxy_on_vm_start", this.#settings.vmConfiguration.length);
    root.configurationReadable = started;
    const configured = started && this.#accepts(root, "proxy_on_configure", configuration.length);
    root.configurationReadable = false;
    if (!configured) {
      this.#shutDown(root);
      return false;
    }
    const previous = this.root;
    this.root = root;
    if (previous !== undefined) this.retire(previous);
    return true;
  }

  /** Ends a root context once no stream needs it. */
  retire(root: RootContext): void {
    root.retired = true;
    if (root.streams === 0) this.#shutDown(root);
  }

  openStream(stream: HttpStream, actions: StreamActions): StreamContext {
    const root = this.root as RootContext;
    const context = new StreamContext(this.vm.nextContextId(), root, actions);
    this.vm.contexts.set(context.id, context);
    this.#streams.add(stream);
    root.streams += 1;
    this.vm.call(context, "proxy_on_context_create", [context.id, root.id]);
    return context;
  }

  closeStream(stream: HttpStream, context: StreamContext): void {
    this.vm.call(context, "proxy_on_log", [context.id]);
    context.accessLog = undefined;
    this.vm.call(context, "proxy_on_done", [context.id]);
    this.vm.call(context, "proxy_on_delete", [context.id]);
    this.vm.contexts.delete(context.id);
    this.#streams.delete(stream);
    context.root.streams -= 1;
    if (context.root.retired && context.root.streams === 0) this.#shutDown(context.root);
  }

  /** Calls a stream's callback; 0 when the module lacks it, the greatest action when it must pause. */
  callStream(context: StreamContext, callback: string, args: readonly number[], maxAction: number): number {
    const { vm } = this;
    return (
      vm.call(context, callback, [context.id, ...args], (action) =>
        vm.stopIteration || action > maxAction ? maxAction : action,
      ) ?? 0
    );
  }

  /** False when the callback was not made. */
  tick(root: RootContext): boolean {
    return this.vm.call(root, "proxy_on_tick", [root.id]) !== undefined;
  }

  /** Ends an HTTP call: with an answer or, undefined, by a reset. False when the callback was not made. */
  completeHttpCall(call: HttpCall, response: CalloutResponse | undefined): boolean {
    const root = this.vm.contexts.get(call.contextId) as RootContext;
    root.httpCalls.delete(call.token);
    root.httpCallResponse = response;
    if (response === undefined) root.status = { code: BROKEN_CONNECTION, message: "reset" };
    const counts =
      response === undefined
        ? [0, 0, 0]
        : [response.headers.size, response.body.length, response.trailers?.size ?? 0];
    const result = this.vm.call(
      root,
      "proxy_on_http_call_response",
      [root.id, call.token, ...counts],
      (value) => {
        root.httpCallResponse = undefined;
        return value;
      },
    );
    root.httpCallResponse = undefined;
    root.status.message = "";
    return result !== undefined;
  }

  /** Calls one of the gRPC callbacks with its root context. */
  callGrpc(call: GrpcCall, callback: string, argument: number): boolean {
    const root = this.vm.contexts.get(call.contextId) as RootContext;
    return this.vm.call(root, callback, [root.id, call.token, argument]) !== undefined;
  }

  callForeign(functionId: number, parameters: Uint8Array): boolean {
    const root = this.root as RootContext;
    this.#environment.callData = parameters;
    return (
      this.vm.call(root, "proxy_on_foreign_function", [root.id, functionId, parameters.length]) !== undefined
    );
  }

  #accepts(root: RootContext, callback: string, size: number): boolean {
    const result = this.vm.call(root, callback, [root.id, size]);
    return this.vm.failure === undefined && result !== 0;
  }

  #shutDown(root: RootContext): void {
    const done = this.vm.call(root, "proxy_on_done", [root.id]);
    if (done === 0 && this.vm.failure === undefined) root.donePending = true;
    else this.#delete(root);
  }

  #delete(root: RootContext): void {
    root.donePending = false;
    this.vm.call(root, "proxy_on_delete", [root.id]);
    this.vm.contexts.delete(root.id);
  }

  #createEnvironment(vm: WasmVm): HostEnvironment {
    return {
      ...this.#settings,
      vm,
      rootProperties: this.properties,
      callData: new Uint8Array(),
      violation: (rule, message) => this.violation(rule, message, vm.activeContext.id),
      finishRoot: (root) => {
        if (!root.donePending) return false;
        root.donePending = false;
        vm.afterCall(() => this.#delete(root));
        return true;
      },
      notifyQueue: (root, token) => {
        if (vm.contexts.get(root.id) === root) vm.call(root, "proxy_on_queue_ready", [root.id, token]);
      },
    };
  }
}
