import type { ProcessExit } from "../process/guarded-process.ts";
import type { ResourceUsage } from "../process/resource-usage.ts";
import type { LocalGatewayEvent } from "./gateway-event.ts";
import type { LocalGatewayFilter } from "./local-gateway-options.ts";
import type { LocalPod } from "./local-pod.ts";

/** How a gateway ended. */
export interface LocalGatewayExit extends ProcessExit {
  /** Whether `stop` ended it; `false`: it crashed, or someone else ended it. */
  readonly expected: boolean;
}

/** Settings of {@link LocalGateway.stop}. */
export interface StopOptions {
  /** How long requests under way may take to end. Default 1,000; open WebSockets use all of it. */
  readonly drainTimeoutMs?: number | undefined;
}

/** A running gateway. */
export interface LocalGateway {
  /** `http://host:port`, where clients connect. */
  readonly address: string;
  readonly host: string;
  readonly port: number;
  /** `http://127.0.0.1:port` of Envoy's administration interface; another one after a restart. */
  readonly adminAddress: string;
  /** Process id of Envoy itself; between two of them, of the last one. */
  readonly pid: number;
  /** How often Envoy was started again. */
  readonly restarts: number;
  /** Where its files are. */
  readonly directory: string;
  /** Settles when Envoy has ended and is not started again, whoever ended it. Never rejects. */
  readonly exited: Promise<LocalGatewayExit>;
  /**
   * Replaces the pods; resolves once Envoy routes by them. Calls take effect in their order.
   * Requests and WebSockets under way keep the pod they have. While Envoy is started again, the call waits.
   *
   * @throws FairleadError `identifier_invalid`; LocalGatewayError `gateway_configuration_rejected`, `gateway_stopped`.
   */
  update(change: { readonly pods: readonly LocalPod[] }): Promise<void>;
  /**
   * Replaces the filter's configuration; resolves once new requests meet it. No connection is closed.
   *
   * @throws LocalGatewayError `gateway_configuration_rejected` with the filter's own words.
   */
  updateFilterConfiguration(configuration: LocalGatewayFilter["configuration"]): Promise<void>;
  /**
   * Envoy's counters and gauges by name, those that begin with `prefix`. The filter's own have their plain name.
   *
   * @throws LocalGatewayError `gateway_unresponsive` also while Envoy is started again.
   */
  stats(prefix?: string): Promise<Record<string, number>>;
  /** What Envoy has used; `undefined` outside Linux. */
  resourceUsage(): Promise<ResourceUsage | undefined>;
  /** Tells of each crash and restart from here on; the function that is returned ends that. */
  subscribe(listener: (event: LocalGatewayEvent) => void): () => void;
  /** Envoy's last log lines, oldest first. */
  logs(): readonly string[];
  /** Lets requests under way end, then ends Envoy, and removes what is temporary. May be called again. */
  stop(options?: StopOptions): Promise<void>;
}
