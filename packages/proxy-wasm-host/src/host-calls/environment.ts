import type { RootContext } from "../context/root-context.ts";
import type { Clock } from "../state/clock.ts";
import type { Clusters } from "../state/clusters.ts";
import type { Logs } from "../state/logs.ts";
import type { Metrics } from "../state/metrics.ts";
import type { PropertyTree } from "../state/properties.ts";
import type { SharedStore } from "../state/shared-store.ts";
import type { ForeignFunction } from "../options.ts";
import type { HostCalls, WasmVm } from "../vm/wasm-vm.ts";

/** What host calls work on: the VM that calls, and the proxy around it. */
export interface HostEnvironment {
  readonly vm: WasmVm;
  readonly clock: Clock;
  readonly clusters: Clusters;
  readonly logs: Logs;
  readonly metrics: Metrics;
  readonly shared: SharedStore;
  readonly vmId: string;
  readonly vmConfiguration: Uint8Array;
  readonly environmentVariables: Readonly<Record<string, string>>;
  readonly foreignFunctions: ReadonlyMap<string, ForeignFunction>;
  /** Properties outside of a stream. */
  readonly rootProperties: PropertyTree;
  /** The arguments of `proxy_on_foreign_function`. */
  callData: Uint8Array;
  /** Notes that the module broke the contract, under the name of a rule. */
  readonly violation: (rule: string, message: string) => void;
  /** Carries out `proxy_done`. False when no `proxy_done` is awaited from the context. */
  readonly finishRoot: (root: RootContext) => boolean;
  /** Calls `proxy_on_queue_ready` on a root context, if it still lives. */
  readonly notifyQueue: (root: RootContext, token: number) => void;
}

/** Builds the implementations of one group of host calls. */
export type HostCallGroup = (environment: HostEnvironment) => HostCalls;
