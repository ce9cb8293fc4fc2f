import type { Faults } from "../faults.ts";
import type { FailPolicy, ForeignFunction, ProxyWasmHostOptions } from "../options.ts";
import { toBytes } from "../bytes.ts";
import { Clock } from "../state/clock.ts";
import { Clusters } from "../state/clusters.ts";
import { Logs } from "../state/logs.ts";
import { Metrics } from "../state/metrics.ts";
import type { PropertyTree } from "../state/properties.ts";
import { SharedStore } from "../state/shared-store.ts";
import { Violations } from "../state/violations.ts";
import { builtInForeignFunctions } from "./foreign-functions.ts";

/** What a plugin's VMs have in common: the proxy around them. */
export interface PluginSettings {
  readonly clock: Clock;
  readonly clusters: Clusters;
  readonly logs: Logs;
  readonly metrics: Metrics;
  readonly shared: SharedStore;
  readonly violations: Violations;
  readonly faults: Faults;
  readonly vmId: string;
  readonly vmConfiguration: Uint8Array;
  readonly environmentVariables: Readonly<Record<string, string>>;
  readonly foreignFunctions: ReadonlyMap<string, ForeignFunction>;
  readonly properties: PropertyTree;
  readonly failPolicy: FailPolicy;
}

const DEFAULT_START_NS = 1_700_000_000_000_000_000n;

/** Fills in the defaults of the options. */
export function createPluginSettings(options: ProxyWasmHostOptions, faults: Faults): PluginSettings {
  const { rootId = "", vmId = "" } = options;
  return {
    clock: new Clock(options.now, options.startTimeNs ?? DEFAULT_START_NS),
    clusters: new Clusters(options.clusters),
    logs: new Logs(options.logLevel ?? "info", options.maxLogLines ?? 10_000),
    metrics: new Metrics(),
    shared: options.shared ?? new SharedStore(),
    violations: new Violations(),
    faults,
    vmId,
    vmConfiguration: toBytes(options.vmConfiguration ?? ""),
    environmentVariables: options.environmentVariables ?? {},
    foreignFunctions: new Map(Object.entries({ ...builtInForeignFunctions, ...options.foreignFunctions })),
    properties: {
      plugin_name: options.pluginName ?? rootId,
      plugin_root_id: rootId,
      plugin_vm_id: vmId,
      ...options.properties,
    },
    failPolicy: options.failPolicy ?? "closed",
  };
}
