import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { applyObject, createInformer, createResourceClient, isConflict } from "@fairlead/controller-kit";
import { FIELD_MANAGER_SCALER, type ScalerControllerConfiguration } from "@fairlead/routing-schema";
import type { ObjectMetadata } from "../objects/kubernetes-object.ts";
import { trafficExtensions, wasmPlugins } from "../resources.ts";
import { filterRoutes, type FilteredPool } from "./filter-routes.ts";
import type { FollowOptions } from "../follow-options.ts";

type GatewayFilter = Extract<ScalerControllerConfiguration["world"], { kind: "kubernetes" }>["gatewayFilter"];

/** What a keeper is made of. */
export interface FilterKeeperOptions extends FollowOptions {
  readonly place: GatewayFilter;
  readonly pools: () => readonly FilteredPool[];
  readonly mayAct: () => boolean;
}

/** Keeps the filter's configuration. */
export interface FilterKeeper {
  /** What the filter lets probes through by; `undefined` where there is no filter, or none that does. */
  token(): string | undefined;
  /**
   * Brings the routes of all pools, and a token for probes, into the filter's configuration.
   *
   * @throws ApiError
   */
  keep(): Promise<void>;
  watch(changed: () => void): () => void;
  whenSynced(signal: AbortSignal): Promise<void>;
  run(signal: AbortSignal): Promise<void>;
}

interface PluginConfiguration {
  readonly routes?: unknown;
  readonly probe_token?: unknown;
}

const TOKEN_BYTES = 24;

/** No object of the filter: gateways have it by other ways, or none. */
const noKeeper: FilterKeeper = {
  token: () => undefined,
  keep: async () => {},
  watch: () => () => {},
  whenSynced: async () => {},
  run: async () => {},
};

/**
 * Writes which hosts belong to which pools into the WasmPlugin or TrafficExtension that brings the filter, and
 * nothing else of it: module, phase and lookup service are those of whoever applied it. The token is made once, and
 * read from there by every scaler.
 */
export function createFilterKeeper(options: FilterKeeperOptions): FilterKeeper {
  const { backOff, client, failed, mayAct, metrics, place, pools } = options;
  const { kind, name, namespace } = place;
  if (kind === "none") return noKeeper;
  const type = kind === "WasmPlugin" ? wasmPlugins : trafficExtensions;
  let made: string | undefined;
  const plugins = createResourceClient(client, type);
  const informer = createInformer({
    client,
    metrics,
    backOff,
    type,
    namespace,
    fieldSelector: `metadata.name=${name}`,
    onError: (error) => failed(error, type.plural),
  });

  function present():
    | { readonly metadata: ObjectMetadata; readonly holder: PluginConfiguration }
    | undefined {
    const [plugin] = informer.store.list();
    if (plugin === undefined) return undefined;
    const { metadata, spec = {} } = plugin;
    const parent = kind === "WasmPlugin" ? spec : ((spec["wasm"] ?? {}) as Readonly<Record<string, unknown>>);
    return { metadata, holder: parent["pluginConfig"] ?? {} };
  }
  function token(): string | undefined {
    const value = present()?.holder.probe_token;
    return typeof value === "string" && value !== "" ? value : undefined;
  }

  return {
    token,
    async keep() {
      const found = present();
      if (found === undefined || !mayAct()) return;
      const { holder, metadata } = found;
      made ??= randomBytes(TOKEN_BYTES).toString("hex");
      const wanted = { routes: filterRoutes(pools()), probe_token: token() ?? made };
      if (isDeepStrictEqual({ routes: holder.routes, probe_token: holder.probe_token }, wanted)) return;
      const spec = kind === "WasmPlugin" ? { pluginConfig: wanted } : { wasm: { pluginConfig: wanted } };
      const { resourceVersion = "", uid = "" } = metadata;
      try {
        await applyObject(
          plugins,
          // As it was seen: another scaler may have made a token, or the plugin may have gone, which is not to be made.
          { metadata: { namespace, name, uid, resourceVersion }, spec },
          { fieldManager: FIELD_MANAGER_SCALER },
        );
      } catch (error) {
        // The watch tells of what has changed, and this is done again.
        if (!isConflict(error)) throw error;
      }
    },
    watch: (changed) => informer.addHandler({ onAdd: changed, onUpdate: changed, onDelete: changed }),
    async whenSynced(signal) {
      await informer.whenSynced(signal);
    },
    run: (signal) => informer.run(signal),
  };
}
