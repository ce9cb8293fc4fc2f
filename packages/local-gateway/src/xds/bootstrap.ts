import { fileSource, type JsonObject } from "./resource.ts";

/** What {@link bootstrap} needs to know. */
export interface BootstrapOptions {
  readonly clustersFile: string;
  readonly listenersFile: string;
  /** Runtime keys, such as `{"envoy.reloadable_features.x": false}`. */
  readonly runtime: JsonObject;
}

/** What Envoy is started with; everything else comes from the files. */
export const bootstrap = ({ clustersFile, listenersFile, runtime }: BootstrapOptions): JsonObject => ({
  node: { id: "fairlead-local-gateway", cluster: "fairlead" },
  admin: { address: { socket_address: { address: "127.0.0.1", port_value: 0 } } },
  dynamic_resources: {
    cds_config: fileSource(clustersFile),
    lds_config: fileSource(listenersFile),
  },
  layered_runtime: { layers: [{ name: "static", static_layer: runtime }] },
});
