import { type AbiVersion, HOST_CALLS, isLinked } from "../abi/host-calls.ts";
import type { Context } from "../context/context.ts";
import { RootContext } from "../context/root-context.ts";
import { ModuleLoadError } from "../errors.ts";
import type { Faults } from "../faults.ts";
import { type CompiledModule, type ImportedFunction, type Memory, WebAssembly } from "../web-assembly.ts";
import { GuestMemory } from "./guest-memory.ts";
import { StatusError } from "./status-error.ts";

/** A host call's implementation: 32-bit arguments come unsigned. */
export type HostCall = (...args: never[]) => number | void;

/** Implementations by the name of the import, without its module. */
export type HostCalls = Readonly<Record<string, HostCall>>;

/** Why a VM is dead. */
export interface VmFailure {
  readonly callback: string;
  readonly message: string;
}

/** While the module starts and while it allocates, any other call traps. Source: proxy-wasm-cpp-host `setRestrictedCallback`. */
const ALWAYS_ALLOWED =
  /^(proxy_log|fd_write|args_.*|environ_.*|fd_prestat_.*|clock_time_get|random_get|pthread_equal|emscripten_notify_memory_growth)$/;

/** One instance of a module, and which of its contexts is in effect. */
export class WasmVm {
  readonly memory: GuestMemory;
  /** The context of the VM itself. */
  readonly vmContext = new RootContext(0, new Uint8Array());
  readonly contexts = new Map<number, Context>([[0, this.vmContext]]);
  failure: VmFailure | undefined;
  /** Runs once, when the VM dies. */
  onFailure: () => void = () => {};
  /** Set by a local response: the callback that is running pauses, whatever it returns. */
  stopIteration = false;
  readonly #exports: Readonly<Record<string, unknown>>;
  readonly #faults: Faults;
  readonly #afterCall: (() => void)[] = [];
  #current: Context = this.vmContext;
  #effectiveId = 0;
  #restricted = false;
  #nextContextId = 1;

  constructor(
    module: CompiledModule,
    abiVersion: AbiVersion,
    faults: Faults,
    hostCalls: (vm: WasmVm) => HostCalls,
  ) {
    this.#faults = faults;
    const calls = hostCalls(this);
    const imports: Record<string, Record<string, ImportedFunction>> = {};
    for (const path of Object.keys(HOST_CALLS)) {
      if (!isLinked(path, abiVersion)) continue;
      const [from = "", name = ""] = path.split(".");
      const call = calls[name];
      if (call === undefined) throw new Error(`host call ${path} has no implementation`);
      (imports[from] ??= {})[name] = this.#guard(name, call);
    }
    try {
      this.#exports = new WebAssembly.Instance(module, imports).exports;
    } catch (error) {
      throw new ModuleLoadError("start_failed", `The module cannot be instantiated: ${String(error)}`, [], {
        cause: error,
      });
    }
    this.memory = new GuestMemory(this.#exports["memory"] as Memory, (size) => this.#allocate(size));
    this.#start();
  }

  /** The context that host calls act on: the one set by `proxy_set_effective_context`, or the callback's own. */
  get activeContext(): Context {
    return (this.#effectiveId === 0 ? undefined : this.contexts.get(this.#effectiveId)) ?? this.#current;
  }

  /** Sets the context in effect until the callback returns. False when there is no such context. */
  setEffectiveContext(id: number): boolean {
    if (!this.contexts.has(id)) return false;
    this.#effectiveId = id;
    return true;
  }

  nextContextId(): number {
    return this.#nextContextId++;
  }

  /** Whether the module has the callback. */
  has(callback: string): boolean {
    return typeof this.#exports[callback] === "function";
  }

  /** Runs an action once the callback that is running has returned. */
  afterCall(action: () => void): void {
    this.#afterCall.push(action);
  }

  /**
   * Calls the module on behalf of a context. Undefined when the VM is dead, dies in the call, or the
   * module lacks the callback; 0 when it returns nothing. `convert` sees the result before the
   * actions that the callback has put off are carried out.
   */
  call<T = number>(
    context: Context,
    callback: string,
    args: readonly number[],
    convert?: (result: number) => T,
  ): T | undefined {
    if (this.failure !== undefined || !this.has(callback)) return undefined;
    const result = this.#invoke(context, callback, args);
    const converted = result === undefined ? undefined : ((convert?.(result) ?? result) as T);
    this.stopIteration = false;
    for (let action = this.#afterCall.shift(); action !== undefined; action = this.#afterCall.shift())
      action();
    return converted;
  }

  #start(): void {
    this.#restricted = true;
    try {
      if (this.has("_initialize")) {
        this.#invoke(this.vmContext, "_initialize", []);
        if (this.failure === undefined && this.has("main")) this.#invoke(this.vmContext, "main", [0, 0]);
      } else if (this.has("_start")) {
        this.#invoke(this.vmContext, "_start", []);
      }
    } finally {
      this.#restricted = false;
    }
    const { failure } = this;
    if (failure !== undefined) {
      throw new ModuleLoadError(
        "start_failed",
        `The module trapped in ${failure.callback}: ${failure.message}. Before proxy_on_vm_start only logging and WASI may be called.`,
        [failure.callback],
      );
    }
  }

  #allocate(size: number): number {
    if (this.#faults.onAllocation()) return 0;
    const allocator = this.has("proxy_on_memory_allocate") ? "proxy_on_memory_allocate" : "malloc";
    const restricted = this.#restricted;
    this.#restricted = true;
    const pointer = (this.#invoke(this.vmContext, allocator, [size]) ?? 0) >>> 0;
    this.#restricted = restricted;
    return pointer;
  }

  #invoke(context: Context, callback: string, args: readonly number[]): number | undefined {
    const [current, effectiveId] = [this.#current, this.#effectiveId];
    [this.#current, this.#effectiveId] = [context, 0];
    try {
      if (this.#faults.onCallback(callback)) throw new WebAssembly.RuntimeError("injected trap");
      const result = (this.#exports[callback] as (...params: number[]) => number | undefined)(...args);
      return (result ?? 0) >>> 0;
    } catch (error) {
      this.#fail(callback, error);
      return undefined;
    } finally {
      [this.#current, this.#effectiveId] = [current, effectiveId];
    }
  }

  #fail(callback: string, error: unknown): void {
    const trapped =
      error instanceof WebAssembly.RuntimeError ||
      error instanceof WebAssembly.Exception ||
      error instanceof RangeError;
    if (this.failure === undefined) {
      this.failure = { callback, message: error instanceof Error ? error.message : String(error) };
      this.onFailure();
    }
    if (!trapped) throw error;
  }

  #guard(name: string, call: HostCall): ImportedFunction {
    return (...args: (number | bigint)[]) => {
      if (this.#restricted && !ALWAYS_ALLOWED.test(name))
        throw new WebAssembly.RuntimeError(`restricted_callback: ${name}`);
      const fault = this.#faults.onHostCall(name);
      if (fault === "trap") throw new WebAssembly.RuntimeError(`injected trap in ${name}`);
      if (fault !== undefined) return fault;
      try {
        return (call as (...values: unknown[]) => number | void)(
          ...args.map((arg) => (typeof arg === "number" ? arg >>> 0 : arg)),
        );
      } catch (error) {
        if (error instanceof StatusError) return error.status;
        throw error;
      }
    };
  }
}
