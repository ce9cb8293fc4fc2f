import type { ApiEndpoint } from "../kubernetes/api-endpoint.ts";
import { callApi } from "../kubernetes/call-api.ts";
import { followObjects, type StoredObject } from "../kubernetes/follow-objects.ts";

/** The kinds of objects that volumes and variables of pods come from. */
export type ConfigKind = "configmaps" | "secrets";

/** Keys and values of a ConfigMap or Secret. */
export type ConfigData = ReadonlyMap<string, Buffer>;

/** A ConfigMap or Secret that changed, came or went. */
export interface ConfigChange {
  readonly kind: ConfigKind;
  readonly namespace: string;
  readonly name: string;
}

/** The ConfigMaps and Secrets of a cluster. */
export interface ConfigObjects {
  /**
   * Reads one as it is; `undefined` where there is none.
   *
   * @throws Error when the API server does not tell.
   */
  read(change: ConfigChange): Promise<ConfigData | undefined>;
  /** Tells changes until the function that is returned is called. */
  onChange(listener: (change: ConfigChange) => void): () => void;
  /** Settles when nothing is followed any more, after the signal. */
  readonly ended: Promise<unknown>;
}

interface ConfigObject extends StoredObject {
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
}

function dataOf(kind: ConfigKind, { data = {}, binaryData = {} }: ConfigObject): ConfigData {
  const encoding = kind === "secrets" ? "base64" : "utf8";
  return new Map([
    ...Object.entries(data).map(([key, value]) => [key, Buffer.from(value, encoding)] as const),
    ...Object.entries(binaryData).map(([key, value]) => [key, Buffer.from(value, "base64")] as const),
  ]);
}

/** Follows the ConfigMaps and Secrets of all namespaces until the signal. */
export function followConfigObjects(endpoint: ApiEndpoint, signal: AbortSignal): ConfigObjects {
  const listeners = new Set<(change: ConfigChange) => void>();
  const follow = (kind: ConfigKind): Promise<void> => {
    const tell = ({ metadata: { namespace = "", name } }: StoredObject): void => {
      for (const listener of listeners) listener({ kind, namespace, name });
    };
    return followObjects<StoredObject>(endpoint, `/api/v1/${kind}`, signal, { onObject: tell, onGone: tell });
  };
  return {
    ended: Promise.all([follow("configmaps"), follow("secrets")]),
    // The watch may be behind what its reader was told already, so it only says when to read.
    async read({ kind, namespace, name }) {
      const path = `/api/v1/namespaces/${namespace}/${kind}/${name}`;
      const { status, text } = await callApi(endpoint, { path });
      if (status === 404) return undefined;
      if (status !== 200) throw new Error(`GET ${path} was answered with ${status}: ${text}`);
      return dataOf(kind, JSON.parse(text) as ConfigObject);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
