import { serviceAccountOf, type PodObject } from "./pod-object.ts";

/** Where a pod is. */
export interface PodPlace {
  readonly podAddress: string;
  readonly nodeName: string;
  readonly nodeAddress: string;
}

const MAP_KEY = /^metadata\.(labels|annotations)\['(.+)'\]$/;

/** The value of a `fieldRef`; empty for fields that the kubelet of the test bed does not know. */
export function podField(
  pod: PodObject,
  { podAddress, nodeName, nodeAddress }: PodPlace,
  path: string,
): string {
  const [, map, key = ""] = MAP_KEY.exec(path) ?? [];
  if (map !== undefined) return pod.metadata[map as "labels" | "annotations"]?.[key] ?? "";
  const fields: Readonly<Record<string, string | undefined>> = {
    "metadata.name": pod.metadata.name,
    "metadata.namespace": pod.metadata.namespace,
    "metadata.uid": pod.metadata.uid,
    "spec.nodeName": nodeName,
    "spec.serviceAccountName": serviceAccountOf(pod),
    "status.podIP": podAddress,
    "status.podIPs": podAddress,
    "status.hostIP": nodeAddress,
    "status.hostIPs": nodeAddress,
  };
  return fields[path] ?? "";
}
