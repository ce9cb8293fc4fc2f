import type { Environment } from "../binaries/cache-directory.ts";
import type { ConfigChange, ConfigData, ConfigKind } from "./config-objects.ts";
import { ContainerWaits } from "./container-waits.ts";
import { podField, type PodPlace } from "./pod-fields.ts";
import type {
  Container,
  EnvironmentEntry,
  EnvironmentSource,
  KeyReference,
  PodObject,
} from "./pod-object.ts";

/** What the environment of a container is made of besides the pod. */
export interface EnvironmentOrigin {
  readonly place: PodPlace;
  /** The environment of this host, of which a program needs a few variables to be run at all. */
  readonly host: Environment;
  /** Where pods find the API server. */
  readonly apiServer: { readonly host: string; readonly port: number };
  read(object: ConfigChange): Promise<ConfigData | undefined>;
}

/**
 * The environment of a container: what it finds on this host to be run at all, then what Kubernetes adds,
 * then its own. Pods may share one network, in which each has an address of its own: `HOST` says it, for
 * servers to listen there.
 *
 * @throws ContainerWaits `CreateContainerConfigError` when something is missing that is not optional.
 */
export async function containerEnvironment(
  pod: PodObject,
  container: Container,
  { apiServer, host, place, read }: EnvironmentOrigin,
): Promise<Environment> {
  const { namespace } = pod.metadata;
  const readReference = async (
    kind: ConfigKind,
    { name, optional = false }: Omit<KeyReference, "key">,
  ): Promise<ConfigData> => {
    const data = await read({ kind, namespace, name });
    if (data !== undefined) return data;
    if (optional) return new Map();
    throw new ContainerWaits("CreateContainerConfigError", `${kind} "${name}" not found`);
  };
  const readKey = async (kind: ConfigKind, reference: KeyReference): Promise<string | undefined> => {
    const { key, name, optional = false } = reference;
    const value = (await readReference(kind, reference)).get(key);
    if (value !== undefined || optional) return value?.toString();
    throw new ContainerWaits("CreateContainerConfigError", `couldn't find key ${key} in ${kind} "${name}"`);
  };
  const valueOf = async ({ value = "", valueFrom }: EnvironmentEntry): Promise<string | undefined> => {
    const { configMapKeyRef, fieldRef, secretKeyRef } = valueFrom ?? {};
    if (fieldRef !== undefined) return podField(pod, place, fieldRef.fieldPath);
    if (configMapKeyRef !== undefined) return readKey("configmaps", configMapKeyRef);
    if (secretKeyRef !== undefined) return readKey("secrets", secretKeyRef);
    return value;
  };
  const allOf = async (source: EnvironmentSource): Promise<Environment> => {
    const { configMapRef, prefix = "", secretRef } = source;
    const data = [
      ...(configMapRef === undefined ? [] : await readReference("configmaps", configMapRef)),
      ...(secretRef === undefined ? [] : await readReference("secrets", secretRef)),
    ];
    return Object.fromEntries(data.map(([key, value]) => [`${prefix}${key}`, value.toString()]));
  };

  const { HOME, NODE_COMPILE_CACHE, PATH, TMPDIR } = host;
  const environment: Record<string, string | undefined> = {
    PATH,
    HOME,
    TMPDIR,
    // The same programs are started hundreds of times.
    NODE_COMPILE_CACHE,
    HOSTNAME: pod.metadata.name,
    HOST: place.podAddress,
    KUBERNETES_SERVICE_HOST: apiServer.host,
    KUBERNETES_SERVICE_PORT: String(apiServer.port),
    KUBERNETES_SERVICE_PORT_HTTPS: String(apiServer.port),
  };
  for (const source of container.envFrom ?? []) Object.assign(environment, await allOf(source));
  for (const entry of container.env ?? []) {
    const value = await valueOf(entry);
    // A value may name variables before it.
    if (value !== undefined) {
      environment[entry.name] = entry.value === undefined ? value : expandWord(value, environment);
    }
  }
  return environment;
}

/** Fills `$(NAME)` in from the environment. Unknown names stay; `$$(NAME)` is `$(NAME)`. */
function expandWord(word: string, environment: Environment): string {
  return word.replaceAll(/\$(\$?)\(([A-Za-z_][A-Za-z0-9_]*)\)/g, (whole, escape: string, name: string) =>
    escape === "" ? (environment[name] ?? whole) : whole.slice(1),
  );
}

/** Fills `$(NAME)` in from the environment, as Kubernetes does in commands. */
export const expand = (words: readonly string[], environment: Environment): string[] =>
  words.map((word) => expandWord(word, environment));
