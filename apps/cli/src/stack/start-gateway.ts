import {
  LOOKUP_CLUSTER,
  LocalGatewayError,
  startLocalGateway,
  type LocalGateway,
} from "@fairlead/local-gateway";
import { FairleadError } from "@fairlead/routing-schema";
import { canListen, describeExit } from "@fairlead/local-pods";
import type { Tell } from "../events/cli-event.ts";
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
  readonly envoyPath: string;
  readonly wasmPath: string | undefined;
  /** `ip:port` of the lookup service. */
  readonly lookupAddress: string;
  readonly directory: string;
  readonly tell: Tell;
}

/** Tells of each end of Envoy, and of the one after it; the sessions that it carried end, the pods stay. */
function followGateway(gateway: LocalGateway, tell: Tell): void {
  gateway.subscribe((event) => {
    switch (event.kind) {
      case "ended":
        tell({ event: "gateway_ended", exit: describeExit(event.exit), restartInMs: event.restartInMs });
        break;
      case "start_failed":
        tell({ event: "gateway_ended", exit: String(event.error), restartInMs: event.restartInMs });
        break;
      case "serving":
        tell({ event: "gateway_started", pid: event.pid });
    }
  });
}

/**
 * Starts the gateway of a stack, without pods, and tells what becomes of it.
 *
 * @throws FairleadError of `startLocalGateway`; `gateway_address_in_use` names the option to change.
 */
export async function startGateway(options: StartGatewayOptions): Promise<LocalGateway> {
  const { directory, envoyPath, lookupAddress, stack, tell, wasmPath } = options;
  const { filter } = stack.configuration;
  const { id: pool, spec } = stack.pool;
  const { mode, queryParameter } = spec.routing;
  try {
    const gateway = await startLocalGateway({
      envoyPath,
      directory,
      listen: { host: HOST, port: stack.port },
      lookupService: { address: lookupAddress },
      filter: {
        wasmPath,
        configuration: {
          ...filter,
          upstream_name: LOOKUP_CLUSTER,
          authority: lookupAddress,
          pool,
          query_param: queryParameter,
        },
      },
      pods: [],
      restart: {},
      routing: { mode: mode === "subset" ? "routes" : "override_host", queryParam: queryParameter },
    });
    tell({ event: "gateway_started", pid: gateway.pid });
    followGateway(gateway, tell);
    return gateway;
  } catch (error) {
    if (error instanceof LocalGatewayError && error.code === "gateway_address_in_use") {
      throw addressInUse(stack.port, error);
    }
    throw error;
  }
}
