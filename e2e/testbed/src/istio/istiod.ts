import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { commandAt, type PartPlace } from "../kubernetes/etcd.ts";
import { createPart, type Part } from "../process/part.ts";

/** Where gateways find istiod; an address of the test bed's network. */
export const ISTIOD = { host: "10.244.255.2", port: 15_010 } as const;

/** Settings of {@link createIstiod}. */
export interface IstiodOptions {
  readonly kubeconfigPath: string;
  /** How long istiod waits for more changes before it pushes. Absent: its own 100 ms and 10 s. */
  readonly debounce?: { readonly after: string; readonly max: string } | undefined;
}

const MESH = {
  enableAutoMtls: false,
  ingressControllerMode: "OFF",
  accessLogFile: "",
  trustDomain: "cluster.local",
  defaultConfig: { discoveryAddress: `${ISTIOD.host}:${ISTIOD.port}`, controlPlaneAuthPolicy: "NONE" },
};

/** Nothing of certificates, injection and webhooks: plain xDS for gateways. */
const VARIABLES = {
  ENABLE_CA_SERVER: "false",
  PILOT_CERT_PROVIDER: "none",
  XDS_AUTH: "false",
  INJECT_ENABLED: "false",
  INJECTION_WEBHOOK_CONFIG_NAME: "",
  VALIDATION_WEBHOOK_CONFIG_NAME: "",
  ENABLE_LEADER_ELECTION: "false",
  PILOT_ENABLE_METADATA_EXCHANGE: "false",
  PILOT_ENABLE_ALPN_FILTER: "false",
  PILOT_ENABLE_GATEWAY_API: "false",
  POD_NAMESPACE: "istio-system",
  POD_NAME: "istiod-0",
  CLUSTER_ID: "Kubernetes",
};

/** istiod, outside of any pod, over plain gRPC. */
export async function createIstiod(path: string, options: IstiodOptions, place: PartPlace): Promise<Part> {
  const mesh = join(place.directory, "mesh.yaml");
  await writeFile(mesh, JSON.stringify(MESH));
  const { host, port } = place.reachedAt ?? { host: ISTIOD.host, port: 8_080 };
  const { debounce } = options;
  return createPart({
    name: "istiod",
    command: commandAt(place, [
      path,
      "discovery",
      `--kubeconfig=${options.kubeconfigPath}`,
      `--meshConfig=${mesh}`,
      "--registries=Kubernetes",
      `--grpcAddr=${ISTIOD.host}:${ISTIOD.port}`,
      "--secureGRPCAddr=",
      `--httpAddr=${ISTIOD.host}:8080`,
      "--httpsAddr=",
      `--monitoringAddr=${ISTIOD.host}:15014`,
      "--ctrlz_port=0",
    ]),
    environment: {
      ...place.environment,
      ...VARIABLES,
      ...(debounce !== undefined && {
        PILOT_DEBOUNCE_AFTER: debounce.after,
        PILOT_DEBOUNCE_MAX: debounce.max,
      }),
    },
    directory: place.directory,
    isReady: async () =>
      (await fetch(`http://${host}:${port}/ready`, { signal: AbortSignal.timeout(2_000) })).ok,
  });
}
