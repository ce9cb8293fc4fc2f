import {
  LOOKUP_CLUSTER,
  LocalGatewayError,
  startLocalGateway,
  type LocalGateway,
} from "@fairlead/local-gateway";
import { FairleadError } from "@fairlead/routing-schema";
import { canListen } from "@fairlead/local-pods";
import type { FedPod } from "./pod-feed.ts";
import type { StackOptions } from "./stack-options.ts";

const HOST = "127.0.0.1";

const addressInUse = (port: number, cause?: unknown): FairleadError =>
  new FairleadError(
    "gateway_address_in_use",
    `Another process listens on ${HOST}:${port}, where the gateway should. Stop it, or choose another port with --port (0 for a free one).`,
    { cause },
  );

/**
 * Looks whether the gateway will get its port, before anything slow is begun.
 *
 * @throws FairleadError `gateway_address_in_use`
 */
export async function checkGatewayPort(port: number): Promise<void> {
  if (port !== 0 && (await canListen(HOST, port)) !== "yes") throw addressInUse(port);
}

/** What {@link startGateway} needs. */
export interface StartGatewayOptions {
  readonly stack: StackOptions;
  readonly pool: string;
  readonly envoyPath: string;
  readonly wasmPath: string | undefined;
  /** `ip:port` of the lookup service. */
  readonly lookupAddress: string;
  readonly directory: string;
  readonly pods: readonly FedPod[];
}

/**
 * Starts the gateway of a stack.
 *
 * @throws FairleadError of `startLocalGateway`; `gateway_address_in_use` names the option to change.
 */
export async function startGateway(options: StartGatewayOptions): Promise<LocalGateway> {
  const { directory, envoyPath, lookupAddress, pods, pool, stack, wasmPath } = options;
  const { filter } = stack.configuration;
  try {
    return await startLocalGateway({
      envoyPath,
      directory,
      listen: { host: HOST, port: stack.port },
      lookupService: { address: lookupAddress },
      filter: {
        wasmPath,
        configuration: { upstream_name: LOOKUP_CLUSTER, authority: lookupAddress, pool, ...filter },
      },
      pods,
      routing: { mode: stack.routing, queryParam: filter.query_param },
    });
  } catch (error) {
    if (error instanceof LocalGatewayError && error.code === "gateway_address_in_use") {
      throw addressInUse(stack.port, error);
    }
    throw error;
  }
}
