import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { commandAt, type PartPlace } from "../kubernetes/etcd.ts";
import { createPart, type Part } from "../process/part.ts";

/** Where gateways find the registry; an address of the test bed's network. */
export const REGISTRY = { host: "10.244.255.3", port: 5_000 } as const;

/** A registry for images that anybody may push to, in plain HTTP. What it has is gone when it is killed. */
export interface Registry {
  readonly part: Part;
  /** `host:port` as images name it: `oci://host:port/name:tag`. */
  readonly address: string;
  /** `http://…` as this process reaches it. */
  readonly url: string;
}

const PROBE_TIMEOUT_MS = 2_000;

/** Makes a registry, which is down until its part is started. */
export async function createRegistry(path: string, place: PartPlace): Promise<Registry> {
  const address = `${place.host}:${REGISTRY.port}`;
  const { host, port } = place.reachedAt ?? { host: place.host, port: REGISTRY.port };
  const url = `http://${host}:${port}`;
  const configurationPath = join(place.directory, "registry.yaml");
  const configuration = {
    version: "0.1",
    storage: { inmemory: {} },
    // Who pushes reaches it at another address than who pulls.
    http: { addr: address, relativeurls: true },
  };
  await writeFile(configurationPath, stringify(configuration));
  const part = createPart({
    name: "registry",
    command: commandAt(place, [path, "serve", configurationPath]),
    // Otherwise it looks for a collector of traces.
    environment: { ...place.environment, OTEL_TRACES_EXPORTER: "none" },
    directory: place.directory,
    isReady: async () => (await fetch(`${url}/v2/`, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) })).ok,
  });
  return { part, address, url };
}
