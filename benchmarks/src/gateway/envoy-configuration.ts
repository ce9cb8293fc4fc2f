import type { FilterConfiguration } from "@fairlead/routing-schema";
import { HEADER_ENDPOINT, HEADER_POD, PATH_LOOKUP, QUERY_PARAMETER_POD_ID } from "@fairlead/routing-schema";
import type { Variant } from "./variants.ts";

/** A pod of the benchmark. */
export interface BenchmarkPod {
  readonly podId: string;
  readonly host: string;
  readonly port: number;
}

export interface EnvoyConfigurationOptions {
  readonly variant: Variant;
  readonly pods: readonly BenchmarkPod[];
  readonly lookup: { readonly host: string; readonly port: number };
  readonly wasmPath: string;
  readonly port: number;
  readonly adminPort: number;
}

type Json = Record<string, unknown>;

const LOOKUP_CLUSTER = "lookup";
/** Pools that list the same pods; they differ in what an answer carries. */
export const POOL_SUBSET = "bench/subset";
export const POOL_OVERRIDE = "bench/override";

const address = (host: string, port: number): Json => ({
  socket_address: { address: host, port_value: port },
});
const endpoints = (name: string, targets: readonly { host: string; port: number }[]): Json => ({
  cluster_name: name,
  endpoints: [
    { lb_endpoints: targets.map(({ host, port }) => ({ endpoint: { address: address(host, port) } })) },
  ],
});

function cluster(name: string, targets: readonly { host: string; port: number }[], extra: Json = {}): Json {
  return { name, type: "STATIC", connect_timeout: "1s", load_assignment: endpoints(name, targets), ...extra };
}

const overrideHost = (): Json => ({
  load_balancing_policy: {
    policies: [
      {
        typed_extension_config: {
          name: "envoy.load_balancing_policies.override_host",
          typed_config: {
            "@type":
              "type.googleapis.com/envoy.extensions.load_balancing_policies.override_host.v3.OverrideHost",
            override_host_sources: [{ header: HEADER_ENDPOINT }],
            fallback_policy: {
              policies: [
                {
                  typed_extension_config: {
                    name: "envoy.load_balancing_policies.round_robin",
                    typed_config: {
                      "@type":
                        "type.googleapis.com/envoy.extensions.load_balancing_policies.round_robin.v3.RoundRobin",
                    },
                  },
                },
              ],
            },
          },
        },
      },
    ],
  },
});

function routesOf(variant: Variant, pods: readonly BenchmarkPod[]): Json[] {
  const podRoutes = pods.map(({ podId }) => ({
    match:
      variant.route === "query"
        ? {
            prefix: "/",
            query_parameters: [{ name: QUERY_PARAMETER_POD_ID, string_match: { exact: podId } }],
          }
        : { prefix: "/", headers: [{ name: HEADER_POD, string_match: { exact: podId } }] },
    route: { cluster: podId, timeout: "0s" },
  }));
  const named = variant.route === "query" || variant.route === "header";
  return [...(named ? podRoutes : []), { match: { prefix: "/" }, route: { cluster: "pods", timeout: "0s" } }];
}

const LUA = `
function envoy_on_request(handle)
  local headers, body = handle:httpCall("${LOOKUP_CLUSTER}",
    { [":method"] = "GET", [":path"] = "${PATH_LOOKUP}?pool=${POOL_SUBSET}", [":authority"] = "lookup" }, "", 500, false)
  if headers[":status"] == "200" and body ~= nil and string.match(body, "^[a-z0-9.-]+$") then
    local path = handle:headers():get(":path")
    local separator = string.find(path, "?", 1, true) and "&" or "?"
    handle:headers():replace(":path", path .. separator .. "${QUERY_PARAMETER_POD_ID}=" .. body)
    handle:clearRouteCache()
  end
end
`;

function filterConfiguration(variant: Variant): FilterConfiguration {
  return {
    upstream_name: LOOKUP_CLUSTER,
    authority: "lookup",
    mode: variant.decider === "snapshot" ? "snapshot" : "per_request",
    pool: variant.route === "override-host" ? POOL_OVERRIDE : POOL_SUBSET,
    query_param: variant.route === "query" ? QUERY_PARAMETER_POD_ID : "",
  };
}

function filtersOf(variant: Variant, wasmPath: string): Json[] {
  if (variant.decider === "lua") {
    return [
      {
        name: "lua",
        typed_config: {
          "@type": "type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua",
          default_source_code: { inline_string: LUA },
        },
      },
    ];
  }
  if (variant.decider !== "snapshot" && variant.decider !== "per_request") return [];
  return [
    {
      name: "fairlead",
      typed_config: {
        "@type": "type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm",
        config: {
          name: "fairlead",
          root_id: "fairlead",
          failure_policy: "FAIL_RELOAD",
          configuration: {
            "@type": "type.googleapis.com/google.protobuf.StringValue",
            value: JSON.stringify(filterConfiguration(variant)),
          },
          vm_config: {
            vm_id: "fairlead",
            runtime: "envoy.wasm.runtime.v8",
            code: { local: { filename: wasmPath } },
          },
        },
      },
    },
  ];
}

/** The static Envoy configuration of one variant: one listener, no access log, nothing but what the variant needs. */
export function envoyConfiguration(options: EnvoyConfigurationOptions): Json {
  const { variant, pods, lookup, wasmPath, port, adminPort } = options;
  const routing = variant.route === "override-host" ? overrideHost() : { lb_policy: variant.balancing };
  return {
    admin: { address: address("127.0.0.1", adminPort) },
    static_resources: {
      listeners: [
        {
          name: "gateway",
          address: address("127.0.0.1", port),
          filter_chains: [
            {
              filters: [
                {
                  name: "http",
                  typed_config: {
                    "@type":
                      "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
                    stat_prefix: "gateway",
                    route_config: {
                      virtual_hosts: [{ name: "all", domains: ["*"], routes: routesOf(variant, pods) }],
                    },
                    http_filters: [
                      ...filtersOf(variant, wasmPath),
                      {
                        name: "router",
                        typed_config: {
                          "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router",
                        },
                      },
                    ],
                  },
                },
              ],
            },
          ],
        },
      ],
      clusters: [
        cluster("pods", pods, routing),
        ...pods.map((pod) => cluster(pod.podId, [pod])),
        cluster(LOOKUP_CLUSTER, [lookup]),
      ],
    },
  };
}
