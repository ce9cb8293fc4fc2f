import type { LogLevel } from "./abi/enums.ts";
import type { StatusCode } from "./abi/status.ts";
import type { BytesInit } from "./bytes.ts";
import type { Fault } from "./faults.ts";
import type { ModuleSource } from "./module/inspect.ts";
import type { PropertyTree } from "./state/properties.ts";
import type { SharedStore } from "./state/shared-store.ts";

/** What the proxy does with requests once the VM has died: 503, or on without the filter, or a new VM. */
export type FailPolicy = "closed" | "open" | "reload";

/** What a foreign function can do beside returning. */
export interface ForeignFunctionContext {
  /** The context in effect. */
  readonly contextId: number;
  /** Clears the route cache of the stream in effect, if there is one. */
  clearRouteCache(): void;
}

/** A function that the module calls by name: returns its result, nothing, or a status other than OK. */
export type ForeignFunction = (
  parameters: Uint8Array,
  context: ForeignFunctionContext,
) => Uint8Array | StatusCode | void;

/** Options of `createProxyWasmHost`. */
export interface ProxyWasmHostOptions {
  /** The module, as bytes or compiled. Bytes also get their function types checked. */
  readonly module: ModuleSource;
  /** The plugin's configuration. Default: empty. */
  readonly configuration?: BytesInit;
  /** The VM's configuration. Default: empty. */
  readonly vmConfiguration?: BytesInit;
  /** Environment variables of the VM. */
  readonly environmentVariables?: Readonly<Record<string, string>>;
  /** The plugin's name, `plugin_name`. Default: the root id. */
  readonly pluginName?: string;
  /** The plugin's root id, `plugin_root_id`. Default: `""`. */
  readonly rootId?: string;
  /** The VM's id, under which data is shared. Default: `""`. */
  readonly vmId?: string;
  /** The clusters that exist. Default: any name is one. */
  readonly clusters?: readonly string[];
  /** Reads the time in nanoseconds since the epoch. Default: a virtual clock that `advance` moves. */
  readonly now?: () => bigint;
  /** Where the virtual clock starts, in nanoseconds since the epoch. Default: 1,700,000,000 s. */
  readonly startTimeNs?: bigint;
  /** The proxy's log level. Default `info`. */
  readonly logLevel?: LogLevel;
  /** How many log lines are kept. Default 10,000. */
  readonly maxLogLines?: number;
  /** Properties that the module can read, beside those that the host derives from plugin and stream. */
  readonly properties?: PropertyTree;
  /** Functions for `proxy_call_foreign_function`, beside `clear_route_cache`, `compress` and `uncompress`. */
  readonly foreignFunctions?: Readonly<Record<string, ForeignFunction>>;
  /** Data and queues to share with other hosts. Default: a store of its own. */
  readonly shared?: SharedStore;
  /** Default `closed`, as in Envoy's API. */
  readonly failPolicy?: FailPolicy;
  /** How long after it was loaded a dead VM may be replaced under `reload`, in ms. Default 1000. */
  readonly reloadBackoffMs?: number;
  /** Throws at the end of a call in which the module broke the host's contract. Default false: see `host.violations`. */
  readonly strict?: boolean;
  /** Faults that are in place before the module starts. */
  readonly faults?: readonly Fault[];
}
