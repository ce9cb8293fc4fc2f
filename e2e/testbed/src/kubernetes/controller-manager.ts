import { createPart, type Part } from "../process/part.ts";
import type { Credentials } from "./credentials.ts";
import { commandAt, type PartPlace } from "./etcd.ts";
import { callApi } from "./call-api.ts";

/** The controllers that Jobs, Deployments, Services and owned objects need. */
const CONTROLLERS = [
  "deployment-controller",
  "replicaset-controller",
  "job-controller",
  "garbage-collector-controller",
  "namespace-controller",
  "endpointslice-controller",
  "ttl-after-finished-controller",
  "serviceaccount-controller",
  "root-ca-certificate-publisher-controller",
  "resourcequota-controller",
  "disruption-controller",
];

/** Settings of {@link createControllerManager}. */
export interface ControllerManagerOptions {
  readonly kubeconfigPath: string;
  readonly certificateAuthorityPath: string;
  readonly credentials: Credentials;
}

/** kube-controller-manager with the controllers that pools of Jobs, and Deployments, need. */
export function createControllerManager(
  path: string,
  options: ControllerManagerOptions,
  place: PartPlace,
): Part {
  const { host, port } = place.reachedAt ?? { host: place.host, port: 10_257 };
  return createPart({
    name: "kube-controller-manager",
    command: commandAt(place, [
      path,
      `--kubeconfig=${options.kubeconfigPath}`,
      "--leader-elect=false",
      `--bind-address=${place.host}`,
      `--cert-dir=${place.directory}/controller-manager`,
      `--controllers=${CONTROLLERS.join(",")}`,
      `--service-account-private-key-file=${options.credentials.serviceAccountKey}`,
      `--root-ca-file=${options.certificateAuthorityPath}`,
      "--kube-api-qps=200",
      "--kube-api-burst=400",
    ]),
    environment: place.environment,
    directory: place.directory,
    // It makes a certificate for itself that nobody knows.
    isReady: async () =>
      (await callApi({ url: `https://${host}:${port}`, token: "" }, { path: "/healthz", isUnverified: true }))
        .status === 200,
  });
}
