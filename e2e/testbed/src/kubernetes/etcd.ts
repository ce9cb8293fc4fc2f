import { join } from "node:path";
import type { Environment } from "../binaries/cache-directory.ts";
import { createPart, type Part } from "../process/part.ts";

/** Where a part of the control plane runs. */
export interface PartPlace {
  /** Address that it listens on. */
  readonly host: string;
  /** For its files. */
  readonly directory: string;
  readonly environment: Environment;
  /** Makes a command run where it is to run. Absent: here. */
  readonly enter?: ((command: readonly string[]) => [string, ...string[]]) | undefined;
  /** Where this process reaches it, if not at `host`. */
  readonly reachedAt?: { readonly host: string; readonly port: number } | undefined;
}

/** Makes a command run where a part is to run. */
export const commandAt = (place: PartPlace, command: readonly [string, ...string[]]): [string, ...string[]] =>
  place.enter === undefined ? [...command] : place.enter(command);

/** An etcd and how it is reached. */
export interface Etcd {
  readonly part: Part;
  readonly url: string;
}

/** etcd, without the calls that make its data outlive the machine. */
export function createEtcd(path: string, place: PartPlace): Etcd {
  const url = `http://${place.host}:2379`;
  const { host, port } = place.reachedAt ?? { host: place.host, port: 2379 };
  const reached = `http://${host}:${port}`;
  const peers = `http://${place.host}:2380`;
  const part = createPart({
    name: "etcd",
    command: commandAt(place, [
      path,
      `--data-dir=${join(place.directory, "etcd")}`,
      `--listen-client-urls=${url}`,
      `--advertise-client-urls=${url}`,
      `--listen-peer-urls=${peers}`,
      `--initial-advertise-peer-urls=${peers}`,
      `--initial-cluster=default=${peers}`,
      "--unsafe-no-fsync=true",
    ]),
    environment: place.environment,
    directory: place.directory,
    isReady: async () => (await fetch(`${reached}/health`, { signal: AbortSignal.timeout(2_000) })).ok,
  });
  return { part, url };
}
