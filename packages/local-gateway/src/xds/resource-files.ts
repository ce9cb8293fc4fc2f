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
  /** Forgets what was last written, because Envoy rejected it: the same content is written again. */
  forget(kind: ResourceKind): void;
}

/** Opens the discovery files of a directory. Versions count up from 1, each kind for itself. */
export function createResourceFiles(directory: string): ResourceFiles {
  const written = new Map<ResourceKind, { version: number; content: string | undefined }>();
  const path = (kind: ResourceKind): string => join(directory, `${kind}.json`);
  return {
    path,
    async write(kind, resources) {
      const content = JSON.stringify(resources);
      const last = written.get(kind);
      if (last?.content === content) return undefined;
      const version = (last?.version ?? 0) + 1;
      const temporary = `${path(kind)}.new`;
      await writeFile(temporary, `{"version_info":"${version}","resources":${content}}\n`);
      await rename(temporary, path(kind));
      written.set(kind, { version, content });
      return String(version);
    },
    forget(kind) {
      const last = written.get(kind);
      if (last !== undefined) written.set(kind, { ...last, content: undefined });
    },
  };
}
