import type { AdminClient } from "../admin/admin-client.ts";
import { FILTER_NAME, POOL_CLUSTER, ROUTE_CONFIGURATION, STATISTICS_PREFIX } from "../names.ts";
import type { LogTail } from "../process/log-tail.ts";
import type { JsonObject } from "../xds/resource.ts";
import type { ResourceFiles, ResourceKind } from "../xds/resource-files.ts";
import { describeRejection } from "./describe-rejection.ts";
import { LocalGatewayError } from "./local-gateway-error.ts";
import { waitFor } from "./wait-for.ts";

/** Where Envoy counts what it did with the files of a kind. */
export const subscriptionStatistics: Readonly<Record<ResourceKind, string>> = {
  clusters: "cluster_manager.cds",
  endpoints: `cluster.${POOL_CLUSTER}`,
  filter: `extension_config_discovery.http_filter.${FILTER_NAME}`,
  listeners: "listener_manager.lds",
  routes: `http.${STATISTICS_PREFIX}.rds.${ROUTE_CONFIGURATION}`,
};

/** What a kind's subscription says. */
interface SubscriptionState {
  /** Version in force; `""` before the first. */
  readonly version: string;
  /** How often a version was rejected. */
  readonly rejections: number;
}

const UPDATE_TIMEOUT_MS = 10_000;
const escapeDots = (text: string): string => text.replaceAll(".", String.raw`\.`);

/** Reads what Envoy did with the files of a kind. */
async function readSubscription(admin: AdminClient, kind: ResourceKind): Promise<SubscriptionState> {
  const prefix = subscriptionStatistics[kind];
  const statistics = await admin.statistics(`^${escapeDots(prefix)}\\.(version_text|update_rejected)$`);
  return {
    version: String(statistics[`${prefix}.version_text`] ?? ""),
    rejections: Number(statistics[`${prefix}.update_rejected`] ?? 0),
  };
}

/** Replaces resources in a running Envoy. */
export interface ConfigurationFeed {
  /**
   * Replaces a kind's resources and waits until Envoy has them.
   *
   * @throws LocalGatewayError `gateway_configuration_rejected` with Envoy's reason.
   */
  apply(kind: ResourceKind, resources: readonly JsonObject[]): Promise<void>;
}

/** Connects the files to the Envoy that reads them. */
export function createConfigurationFeed(parts: {
  readonly files: ResourceFiles;
  /** The Envoy of the moment. */
  readonly reader: () => { readonly admin: AdminClient; readonly log: LogTail };
}): ConfigurationFeed {
  const { files, reader } = parts;
  // Envoy asks a filter only once about a configuration, and so logs the filter's own words only once.
  const reasons = new Map<string, string>();
  const outcomeOf = (admin: AdminClient, kind: ResourceKind, version: string, before: SubscriptionState) =>
    waitFor(async () => {
      const now = await readSubscription(admin, kind);
      if (now.version === version) return "taken" as const;
      return now.rejections > before.rejections ? ("rejected" as const) : undefined;
    }, UPDATE_TIMEOUT_MS);
  return {
    async apply(kind, resources) {
      const { admin, log } = reader();
      const text = JSON.stringify(resources);
      const before = await readSubscription(admin, kind);
      const mark = log.mark();
      const version = await files.write(kind, resources);
      if (version === undefined) return;
      const outcome = await outcomeOf(admin, kind, version, before).catch(async (error: unknown) => {
        // What no Envoy has taken is not what the next one starts with.
        await files.restore(kind);
        throw error;
      });
      if (outcome === "taken") return;
      const said = reasons.get(text) ?? (await describeRejection(log, mark));
      reasons.clear();
      reasons.set(text, said);
      // Envoy takes content that it has just rejected for known, and so for good, when it comes again.
      const rejected = await readSubscription(admin, kind);
      const restored = await files.restore(kind);
      if (restored !== undefined) await outcomeOf(admin, kind, restored, rejected);
      const what = outcome === "rejected" ? "rejected" : "did not take within ten seconds";
      throw new LocalGatewayError(
        "gateway_configuration_rejected",
        `Envoy ${what} version ${version} of its ${kind}; what was in force before still is. ${said}`,
        { logs: log.lines(), details: { kind, version } },
      );
    },
  };
}
