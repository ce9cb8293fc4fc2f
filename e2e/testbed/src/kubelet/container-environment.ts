import type { Environment } from "../binaries/cache-directory.ts";
import type { Container, PodObject } from "./pod-object.ts";

/** Where a pod is. */
export interface PodPlace {
  readonly podAddress: string;
  readonly nodeName: string;
}

const MAP_KEY = /^metadata\.(labels|annotations)\['(.+)'\]$/;

function fieldOf(pod: PodObject, { podAddress, nodeName }: PodPlace, path: string): string {
  const [, map, key = ""] = MAP_KEY.exec(path) ?? [];
  if (map !== undefined) return pod.metadata[map as "labels" | "annotations"]?.[key] ?? "";
  const fields: Readonly<Record<string, string | undefined>> = {
    "metadata.name": pod.metadata.name,
    "metadata.namespace": pod.metadata.namespace,
    "metadata.uid": pod.metadata.uid,
    "spec.nodeName": nodeName,
    "spec.serviceAccountName": pod.spec.serviceAccountName,
    "status.podIP": podAddress,
    "status.podIPs": podAddress,
    "status.hostIP": podAddress,
  };
  return fields[path] ?? "";
}

/**
 * The environment of a container: what it finds on this host to be run at all, then its own. Pods share
 * one network, in which each has an address of its own: `HOST` says it, for servers to listen there.
 */
export function containerEnvironment(
  pod: PodObject,
  container: Container,
  place: PodPlace,
  host: Environment,
): Environment {
  const own = (container.env ?? []).map(({ name, value, valueFrom }): [string, string] => [
    name,
    valueFrom?.fieldRef === undefined ? (value ?? "") : fieldOf(pod, place, valueFrom.fieldRef.fieldPath),
  ]);
  const { HOME, PATH, TMPDIR } = host;
  return {
    PATH,
    HOME,
    TMPDIR,
    HOSTNAME: pod.metadata.name,
    HOST: place.podAddress,
    ...Object.fromEntries(own),
  };
}

/** Fills `$(NAME)` in from the environment, as Kubernetes does in commands. Unknown names stay. */
export const expand = (words: readonly string[], environment: Environment): string[] =>
  words.map((word) =>
    word.replaceAll(/\$\(([A-Za-z_][A-Za-z0-9_]*)\)/g, (whole, name: string) => environment[name] ?? whole),
  );
