import { filterConfiguration } from "../filter-configuration.ts";
import type { ContractSamples } from "./contract-samples.ts";

/** `pluginConfig` of the gateway filter. */
export const filterConfigurationSamples: ContractSamples = {
  valid: [
    filterConfiguration(),
    filterConfiguration({ mode: "snapshot", pool: "default/chat", sticky_cookie: "pod", expose_pod: true }),
    filterConfiguration({
      routes: [{ host: "*.chat.example", path_prefix: "/rooms/", pool: "default/chat" }, { pool: "a/b" }],
    }),
    filterConfiguration({ query_param: "", timeout_ms: 60_000, on_full: "reject", client_pod_id: "ignore" }),
    filterConfiguration({ probe_token: "" }),
    filterConfiguration({ probe_token: "Zx9!#$%&'*+.^_`|~-".padEnd(256, "0") }),
  ],
  invalid: [
    null,
    {},
    { upstream_name: "lookup" },
    { ...filterConfiguration(), upstream_nam: "lookup" },
    { ...filterConfiguration(), upstream_name: "" },
    { ...filterConfiguration(), authority: "a\r\nb" },
    { ...filterConfiguration(), timeout_ms: 0 },
    { ...filterConfiguration(), timeout_ms: "500" },
    { ...filterConfiguration(), timeout_ms: 1.5 },
    { ...filterConfiguration(), mode: "guess" },
    { ...filterConfiguration(), query_param: "pod id" },
    { ...filterConfiguration(), sticky_cookie: "a=b" },
    { ...filterConfiguration(), expose_pod: 1 },
    { ...filterConfiguration(), probe_token: 7 },
    { ...filterConfiguration(), probe_token: null },
    { ...filterConfiguration(), probe_token: "two words" },
    { ...filterConfiguration(), probe_token: "x".repeat(257) },
    { ...filterConfiguration(), routes: [{ host: "Chat.example", pool: "default/chat" }] },
    { ...filterConfiguration(), routes: [{ path_prefix: "/a?b", pool: "default/chat" }] },
    { ...filterConfiguration(), routes: [{ host: "chat.example" }] },
  ],
  invalidTogether: [],
};

/** The file of the `file` source. */
export const podsFileSamples: ContractSamples = {
  valid: [
    { pools: {} },
    { pools: { "default/chat": [] } },
    { pools: { "default/chat": [{ podId: "chat-1", endpoint: "127.0.0.2:8080", state: "draining" }] } },
    {
      pools: {
        "a/b.c": [{ podId: "a.b", routeId: "a-b", endpoint: "[::1]:80", workloadEndpoint: "127.0.0.1:81" }],
      },
    },
  ],
  invalid: [
    null,
    {},
    { pools: [] },
    { pools: { chat: [] } },
    { pools: { "default/chat": [{ podId: "chat-1" }] } },
    { pools: { "default/chat": [{ podId: "chat-1", endpoint: "chat-1:80" }] } },
    { pools: { "default/chat": [{ podId: "chat-1", endpoint: "127.0.0.1:80", state: "closed" }] } },
    { pools: { "default/chat": [{ podId: "chat-1", endpoint: "127.0.0.1:80", weight: 2 }] } },
  ],
  invalidTogether: [
    {
      pools: {
        "default/chat": [
          { podId: "chat-1", endpoint: "127.0.0.2:80" },
          { podId: "chat-1", endpoint: "127.0.0.3:80" },
        ],
      },
    },
  ],
};

const source = { kind: "file", path: "pods.yaml" };

/** Configuration of the lookup service. */
export const lookupServiceConfigurationSamples: ContractSamples = {
  valid: [
    { source },
    { source: { kind: "kubernetes" } },
    { source: { kind: "kubernetes", namespaces: [], kubeconfig: "kubeconfig.yaml" } },
    { source: { kind: "kubernetes", namespaces: ["default", "games-eu"] } },
    { source, listen: { host: "::", port: 0 }, logLevel: "silent" },
    {
      source,
      pools: { "default/chat": { picking: { scorer: "utilization" }, routing: { mode: "subset" } } },
    },
    {
      source,
      pools: { "default/chat": { workload: { format: "prometheus", clientsMetric: "rooms_clients" } } },
    },
    { source, collection: { minIntervalMs: 100, maxIntervalMs: 100 } },
  ],
  invalid: [
    null,
    {},
    { source: { kind: "kubernetes", path: "pods.yaml" } },
    { source: { kind: "kubernetes", namespaces: "default" } },
    { source: { kind: "kubernetes", namespaces: ["games.eu"] } },
    { source: { kind: "consul" } },
    { source: { ...source, namespaces: [] } },
    { source: { ...source, watch: true } },
    { source, listen: { port: 65_536 } },
    { source, logLevel: "trace" },
    { source, pools: { chat: {} } },
    { source, pools: { "default/chat": { workload: { format: "prometheus" } } } },
    { source, pools: { "default/chat": { workload: { format: "push", path: "/workload" } } } },
    { source, colection: {} },
  ],
  invalidTogether: [{ source, collection: { minIntervalMs: 500, maxIntervalMs: 100 } }],
};

const world = {
  kind: "local",
  socket: "host.sock",
  lookup: { endpoint: "127.0.0.1:8080" },
};

/** Configuration of the scaler. */
export const scalerControllerConfigurationSamples: ContractSamples = {
  valid: [
    { world },
    {
      world: { ...world, podNamePrefix: "chat", socket: "/run/fairlead/host.sock" },
      logLevel: "debug",
    },
    { world: { ...world, spec: { scaling: { maxReplicas: 3, targetClientsPerPod: 5 } } } },
    { world, reconcile: { intervalMs: 100, pauseMs: 0 }, starting: { maxStarting: 1 } },
  ],
  invalid: [
    null,
    {},
    { world: { ...world, kind: "kubernetes" } },
    { world: { ...world, pool: "default/chat" } },
    { world: { ...world, socket: "" } },
    { world: { ...world, podNamePrefix: "Chat" } },
    { world: { ...world, lookup: { endpoint: "lookup:8080" } } },
    { world: { ...world, spec: { port: 80 } } },
    { world, reconcile: { intervalMs: 1 } },
    { world, leadership: { leaseMs: 1 } },
    { world, reconsile: {} },
  ],
  invalidTogether: [{ world: { ...world, spec: { scaling: { minReplicas: 3, maxReplicas: 2 } } } }],
};
