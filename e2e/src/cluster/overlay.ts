import { mkdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { stringify } from "yaml";

/** A path of the repository. */
export const fromRoot = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** How an overlay of `deploy` is adapted to a test. */
export interface OverlaySettings {
  /** Settings of the lookup service's file. */
  readonly lookup?: Readonly<Record<string, unknown>> | undefined;
  /** Settings of the scaler's file beside `world.kind`. */
  readonly scaler?: Readonly<Record<string, unknown>> | undefined;
  readonly world?: Readonly<Record<string, unknown>> | undefined;
  /** Of the lookup service, and of the scaler. Default: as many as the overlay has, two. */
  readonly replicas?: number | undefined;
  /** Which object brings the filter in this overlay. Default: a WasmPlugin. */
  readonly filter?: "WasmPlugin" | "TrafficExtension" | undefined;
  /** Between two snapshots of a gateway. Default 400. */
  readonly snapshotIntervalMs?: number | undefined;
  /** Where the filter comes from. Default: the file that the build wrote. */
  readonly filterUrl?: string | undefined;
  /** `http://…`, where the parts of Fairlead find the API server. Default: where every pod does. */
  readonly apiServerUrl?: string | undefined;
}

/** Ages and pauses of a test, where a cluster has seconds: what is shown does not depend on them. */
const WATCHES = { backOffBaseMs: 100, backOffMaxMs: 1_000 };
const SNAPSHOT_INTERVAL_MS = 400;
const SNAPSHOT_MAX_AGE_MS = 1_000;

const configMap = (name: string, files: Readonly<Record<string, object>>): object => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "fairlead" },
  data: Object.fromEntries(Object.entries(files).map(([file, content]) => [file, stringify(content)])),
});

const CONFIGURATION = "/etc/fairlead/configuration";
const KUBECONFIG = "kubeconfig";

/** Leads to an API server in plain HTTP, with the token of the pod's own service account, read anew as it is renewed. */
const kubeconfig = (url: string): object => ({
  apiVersion: "v1",
  kind: "Config",
  clusters: [{ name: "proxy", cluster: { server: url, "insecure-skip-tls-verify": true } }],
  users: [
    {
      name: "account",
      user: {
        "auth-provider": {
          name: "tokenFile",
          config: { tokenFile: "/var/run/secrets/kubernetes.io/serviceaccount/token" },
        },
      },
    },
  ],
  contexts: [{ name: "proxy", context: { cluster: "proxy", user: "account" } }],
  "current-context": "proxy",
});

/**
 * Writes a kustomization that takes an overlay of `deploy` as it is, and changes what a test bed has to have otherwise:
 * the filter comes from a file, as there is no DNS, and times are short.
 */
export async function writeOverlay(
  directory: string,
  overlay: string,
  {
    apiServerUrl,
    filter = "WasmPlugin",
    filterUrl,
    lookup = {},
    replicas,
    scaler = {},
    snapshotIntervalMs = SNAPSHOT_INTERVAL_MS,
    world = {},
  }: OverlaySettings = {},
): Promise<string> {
  const path = join(directory, "overlay");
  await mkdir(path, { recursive: true });
  const access = apiServerUrl === undefined ? {} : { kubeconfig: `${CONFIGURATION}/${KUBECONFIG}` };
  const files = apiServerUrl === undefined ? {} : { [KUBECONFIG]: kubeconfig(apiServerUrl) };
  const service = {
    listen: { port: 8080 },
    source: { kind: "kubernetes", ...access, watches: WATCHES },
    collection: { minIntervalMs: 750, maxIntervalMs: 1_000 },
    snapshot: { maxAgeMs: SNAPSHOT_MAX_AGE_MS },
    stop: { drainMs: 500, timeoutMs: 2_000 },
    ...lookup,
  };
  const controller = {
    listen: { port: 8081 },
    logLevel: "debug",
    reconcile: { backOffBaseMs: 100, backOffMaxMs: 2_000 },
    starting: { backOffBaseMs: 200, backOffMaxMs: 1_000 },
    leadership: { leaseMs: 15_000 },
    ...scaler,
    world: {
      kind: "kubernetes",
      ...access,
      lookup: { snapshotMaxAgeMs: SNAPSHOT_MAX_AGE_MS },
      gatewayFilter: { kind: filter },
      watches: WATCHES,
      ...world,
    },
  };
  const wasm = {
    url: filterUrl ?? `file://${fromRoot("packages/gateway-filter/dist/plugin.wasm")}`,
    pluginConfig: { snapshot_interval_ms: snapshotIntervalMs, snapshot_max_age_ms: SNAPSHOT_MAX_AGE_MS },
  };
  const plugin = {
    apiVersion: "extensions.istio.io/v1alpha1",
    kind: filter,
    metadata: { name: "fairlead", namespace: "istio-system" },
    spec: filter === "WasmPlugin" ? wasm : { wasm },
  };
  const kustomization = {
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    resources: [relative(path, fromRoot(`deploy/overlays/${overlay}`))],
    ...(replicas !== undefined && {
      replicas: ["fairlead-lookup", "fairlead-scaler"].map((name) => ({ name, count: replicas })),
    }),
    patches: [
      configMap("fairlead-lookup", { "lookup.yaml": service, ...files }),
      configMap("fairlead-scaler", { "scaler.yaml": controller, ...files }),
      plugin,
    ].map((patch) => ({ patch: stringify(patch) })),
  };
  await writeFile(join(path, "kustomization.yaml"), stringify(kustomization));
  return path;
}
