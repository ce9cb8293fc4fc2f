import type { Logger } from "pino";
import { createScalerController } from "../create-scaler-controller.ts";
import { commonOptions, type ConfigurationFor, type OpenScaler } from "../open-scaler.ts";
import { createSteadyClock } from "../steady-clock.ts";
import { connectPodHost } from "./host-api/connect-pod-host.ts";
import { createLockFileLeadership } from "./lock-file-leadership.ts";
import { remoteWorld } from "./remote-world.ts";

/**
 * A scaler of the pool that another process of this host has.
 *
 * @throws {FairleadError} `host_unreachable`, or `configuration_invalid` where the two do not fit together.
 */
export async function openLocalScaler(
  configuration: ConfigurationFor<"local">,
  logger: Logger,
): Promise<OpenScaler> {
  const { leadership, world } = configuration;
  const host = await connectPodHost(world.socket);
  const clock = createSteadyClock(host.description.clockOffsetMs);
  const scaler = createScalerController({
    ...commonOptions(configuration, logger),
    pools: [remoteWorld(configuration, host, clock)],
    leadership: createLockFileLeadership({
      path: `${world.socket}.lock`,
      leaseMs: leadership.leaseMs,
      clock,
    }),
    clock,
  });
  return {
    scaler,
    broken: host.replaced.then(() => {
      throw new Error("another process has taken the place of the one that had the pods");
    }),
    async close() {
      await scaler.stop();
      await host.close();
    },
  };
}
