import {
  LOOKUP_CLUSTER,
  LocalGatewayError,
  startLocalGateway,
  type LocalGateway,
} from "@fairlead/local-gateway";
import { FairleadError } from "@fairlead/routing-schema";
import { canListen } from "@fairlead/local-pods";
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

/** A gateway that is running. */
export interface StackGateway {
  readonly gateway: LocalGateway;
  /** Rejects when Envoy has ended and nothing brings it back. */
  readonly failed: Promise<never>;
}

async function gatewayEnd(gateway: LocalGateway, tell: Tell): Promise<never> {
  const { code, signal, expected } = await gateway.exited;
  if (expected) return new Promise(() => {});
  const exit = signal === null ? `exit code ${code}` : `signal ${signal}`;
  tell({ event: "gateway_ended", exit, restartInMs: null });
  const lines = gateway.logs().slice(-10);
  throw new FairleadError("gateway_stopped", [`Envoy ended (${exit}). Its last lines:`, ...lines].join("\n"));
}

/**
 * Starts the gateway of a stack, without pods, and tells what becomes of it.
 *
 * @throws FairleadError of `startLocalGateway`; `gateway_address_in_use` names the option to change.
 */
export async function startGateway(options: StartGatewayOptions): Promise<StackGateway> {
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
      routing: { mode: mode === "subset" ? "routes" : "override_host", queryParam: queryParameter },
    });
    tell({ event: "gateway_started", pid: gateway.pid });
    const failed = gatewayEnd(gateway, tell);
    failed.catch(() => {});
    return { gateway, failed };
  } catch (error) {
    if (error instanceof LocalGatewayError && error.code === "gateway_address_in_use") {
      throw addressInUse(stack.port, error);
    }
    throw error;
  }
}
