import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject } from "./resource.ts";

/** The kinds of resources that a gateway reads from files. */
export type ResourceKind = "clusters" | "endpoints" | "filter" | "listeners" | "routes";

/** Discovery files in one directory. */
export interface ResourceFiles {
  /** Path of a kind's file. */
  path(kind: ResourceKind): string;
  /**
   * Replaces a kind's resources and gives the new version, or `undefined` when nothing changed.
   * The file is moved into place, so Envoy never reads half of one.
   */
  write(kind: ResourceKind, resources: readonly JsonObject[]): Promise<string | undefined>;
  /** Puts the resources before the last ones back, as a version of its own. */
  restore(kind: ResourceKind): Promise<string | undefined>;
}

interface Written {
  readonly version: number;
  readonly content: string;
  /** What was in force before. */
  readonly previous: string | undefined;
}

/** Opens the discovery files of a directory. Versions count up from 1, each kind for itself. */
export function createResourceFiles(directory: string): ResourceFiles {
  const written = new Map<ResourceKind, Written>();
  const path = (kind: ResourceKind): string => join(directory, `${kind}.json`);
  const replace = async (kind: ResourceKind, content: string): Promise<string | undefined> => {
    const last = written.get(kind);
    if (last?.content === content) return undefined;
    const version = (last?.version ?? 0) + 1;
    const temporary = `${path(kind)}.new`;
    await writeFile(temporary, `{"version_info":"${version}","resources":${content}}\n`);
    await rename(temporary, path(kind));
    written.set(kind, { version, content, previous: last?.content });
    return String(version);
  };
  return {
    path,
    write: (kind, resources) => replace(kind, JSON.stringify(resources)),
    async restore(kind) {
      const previous = written.get(kind)?.previous;
      return previous === undefined ? undefined : replace(kind, previous);
    },
  };
}
