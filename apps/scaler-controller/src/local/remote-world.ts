import { FairleadError } from "@fairlead/routing-schema";
import type { Clock } from "../interfaces/clock.ts";
import type { PoolWorld } from "../interfaces/pool-world.ts";
import type { ConfigurationFor } from "../open-scaler.ts";
import { createLocalWorld } from "./create-local-world.ts";
import type { ConnectedPodHost } from "./host-api/connect-pod-host.ts";

/**
 * The pool of a host in another process, as it is configured.
 *
 * @throws {FairleadError} `configuration_invalid` where configuration and host do not fit together.
 */
export function remoteWorld(
  { starting, world }: Pick<ConfigurationFor<"local">, "starting" | "world">,
  host: ConnectedPodHost,
  clock: Clock,
): PoolWorld {
  const { lookup, podNamePrefix, spec } = world;
  const { pool, routing, templateHash } = host.description;
  if (spec.routing.mode !== routing) {
    throw new FairleadError(
      "configuration_invalid",
      `world.spec.routing.mode is ${spec.routing.mode}, but the host at ${world.socket} routes by ${routing}. Set it to ${routing}.`,
    );
  }
  return createLocalWorld({
    pool,
    spec,
    declaration: {
      podNamePrefix,
      templateHash,
      maxStarting: starting.maxStarting,
      startDeadlineMs: starting.deadlineMs,
      backOffBaseMs: starting.backOffBaseMs,
      backOffMaxMs: starting.backOffMaxMs,
    },
    host,
    lookupUrl: `http://${lookup.endpoint}`,
    timeoutMs: lookup.timeoutMs,
    snapshotMaxAgeMs: lookup.snapshotMaxAgeMs,
    clock,
  });
}
