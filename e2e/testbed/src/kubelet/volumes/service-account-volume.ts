import { TestbedError } from "../../binaries/testbed-error.ts";
import type { ApiEndpoint } from "../../kubernetes/api-endpoint.ts";
import { callApi } from "../../kubernetes/call-api.ts";
import { ContainerWaits } from "../container-waits.ts";
import { serviceAccountOf, type PodObject } from "../pod-object.ts";
import type { Volume, VolumeMount } from "./volume-object.ts";

const NAME = "kube-api-access";
const MOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";

/** The volume that Kubernetes gives to a pod which says nothing about it. */
export const SERVICE_ACCOUNT_VOLUME: Volume = {
  name: NAME,
  projected: {
    defaultMode: 0o644,
    sources: [
      { serviceAccountToken: { path: "token", expirationSeconds: 3_607 } },
      { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
      { downwardAPI: { items: [{ path: "namespace", fieldRef: { fieldPath: "metadata.namespace" } }] } },
    ],
  },
};

/** The mounts of a container with the one of its account's token, unless it mounts something there itself. */
export const withServiceAccountMount = (mounts: readonly VolumeMount[]): readonly VolumeMount[] =>
  mounts.some(({ mountPath }) => mountPath === MOUNT_PATH)
    ? mounts
    : [...mounts, { name: NAME, mountPath: MOUNT_PATH, readOnly: true }];

/**
 * Whether a pod gets the token of its service account: as the pod says, else as the account says.
 *
 * @throws ContainerWaits where there is no such account yet.
 */
export async function isTokenMounted(endpoint: ApiEndpoint, pod: PodObject): Promise<boolean> {
  const { automountServiceAccountToken } = pod.spec;
  if (automountServiceAccountToken !== undefined) return automountServiceAccountToken;
  const { namespace } = pod.metadata;
  const name = serviceAccountOf(pod);
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}`;
  const { status, text } = await callApi(endpoint, { path });
  if (status === 404) {
    throw new ContainerWaits("ContainerCreating", `service account ${namespace}/${name} not found`);
  }
  if (status !== 200) throw new TestbedError(`GET ${path} was answered with ${status}: ${text}`);
  return (
    (JSON.parse(text) as { automountServiceAccountToken?: boolean }).automountServiceAccountToken ?? true
  );
}
