import type { LookupServiceConfiguration } from "@fairlead/routing-schema";
import type { Logger } from "pino";
import type { ServiceMetrics } from "../metrics/create-metrics.ts";
import { createSharedPicks, type SharedPicks, type SharedPicksOptions } from "./create-shared-picks.ts";
import { parseValkeyAddress } from "./valkey-address.ts";

/** What sharing through a Valkey needs. */
export interface OpenSharedPicksOptions extends Pick<SharedPicksOptions, "registry" | "clock" | "random"> {
  readonly configuration: LookupServiceConfiguration["picks"]["valkey"];
  readonly logger: Logger;
  readonly metrics: Pick<ServiceMetrics, "sharingFailed">;
}

/**
 * Sharing as it is configured; `undefined` where no Valkey is. The client is loaded with the first connection.
 *
 * @throws {FairleadError} `configuration_invalid` for a URL of something else.
 */
export function openSharedPicks(options: OpenSharedPicksOptions): SharedPicks | undefined {
  const { clock, configuration, logger, metrics, random, registry } = options;
  const { intervalMs, keyPrefix, password, timeoutMs, url } = configuration;
  if (url === undefined) return undefined;
  const address = parseValkeyAddress(url, password);
  const valkey = `${address.host}:${address.port}`;
  return createSharedPicks({
    registry,
    clock,
    random,
    intervalMs,
    failed: metrics.sharingFailed,
    lost: (error) =>
      logger.warn({ err: error, valkey }, "picks are not shared, this replica goes by its own"),
    found: () => logger.info({ valkey }, "picks are shared with other replicas"),
    async open() {
      const { createOpenValkeyStream } = await import("./valkey-stream.ts");
      return createOpenValkeyStream({ address, key: `${keyPrefix}picks`, timeoutMs })();
    },
  });
}
