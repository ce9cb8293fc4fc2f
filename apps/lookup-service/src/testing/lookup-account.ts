import { readFile } from "node:fs/promises";
import {
  applyObject,
  createResourceClient,
  resourceType,
  type ApiClient,
  type ApiObject,
  type ResourceType,
} from "@fairlead/controller-kit";
import { parse } from "yaml";

/** The objects of `deploy` that make the service's account and its rights, in their order. */
const MANIFESTS: readonly (readonly [string, ResourceType<ApiObject>])[] = [
  [
    "base/namespace.yaml",
    resourceType({ apiVersion: "v1", kind: "Namespace", plural: "namespaces", isNamespaced: false }),
  ],
  [
    "base/lookup-service/service-account.yaml",
    resourceType({ apiVersion: "v1", kind: "ServiceAccount", plural: "serviceaccounts" }),
  ],
  [
    "components/kubernetes-source/cluster-role.yaml",
    resourceType({
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRole",
      plural: "clusterroles",
      isNamespaced: false,
    }),
  ],
  [
    "components/kubernetes-source/cluster-role-binding.yaml",
    resourceType({
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      plural: "clusterrolebindings",
      isNamespaced: false,
    }),
  ],
];

/** Applies the account of `deploy` with its rights, and gives a token of it, as the kubelet gives one to a pod. */
export async function createLookupAccount(client: ApiClient): Promise<string> {
  let path = "";
  for (const [file, type] of MANIFESTS) {
    const text = await readFile(new URL(`../../../../deploy/${file}`, import.meta.url), "utf8");
    const manifest = parse(text) as ApiObject;
    await applyObject(createResourceClient(client, type), manifest, { fieldManager: "test" });
    const { name = "", namespace = "" } = manifest.metadata ?? {};
    if (type.kind === "ServiceAccount")
      path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
  }
  const answer = await client.request<{ readonly status: { readonly token: string } }>({
    method: "POST",
    path,
    body: {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      spec: { expirationSeconds: 3_600 },
    },
  });
  return answer.status.token;
}
