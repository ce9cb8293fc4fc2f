import type { Endpoint } from "@fairlead/routing-schema";

/** What a pod is told about itself. */
export interface PodIdentity {
  readonly podId: string;
  /** `<namespace>/<name>`. */
  readonly pool: string;
  readonly address: Endpoint;
}

/** The variables that every pod has in its environment. */
export const podEnvironment = ({ podId, pool, address }: PodIdentity): Record<string, string> => ({
  HOST: address.host,
  PORT: String(address.port),
  POD_NAME: podId,
  FAIRLEAD_POD_ID: podId,
  FAIRLEAD_POOL: pool,
});

/**
 * Fills `{host}`, `{port}` and `{podId}` into the words of a command, for servers that take their
 * address from arguments only. Other braces stay as they are.
 */
export function fillPlaceholders(words: readonly string[], { podId, address }: PodIdentity): string[] {
  const values: Record<string, string> = { host: address.host, port: String(address.port), podId };
  return words.map((word) =>
    word.replaceAll(/\{(host|port|podId)\}/g, (_, name: string) => values[name] ?? ""),
  );
}
