import type { ConfigChange, ConfigData, ConfigKind } from "../config-objects.ts";
import { ContainerWaits } from "../container-waits.ts";
import type { ConfigSource, ProjectedSource, Volume } from "./volume-object.ts";
import type { VolumeFile, VolumeFiles } from "./write-volume.ts";

const DEFAULT_MODE = 0o644;

type TokenRequest = NonNullable<ProjectedSource["serviceAccountToken"]>;

/** Where the files of a volume come from. */
export interface VolumeSources {
  readonly namespace: string;
  read(object: ConfigChange): Promise<ConfigData | undefined>;
  /** The token that a projected source asks for. */
  token(request: TokenRequest): Promise<string>;
  /** The value of a `fieldRef`. */
  field(path: string): string;
}

interface Reference extends ConfigSource {
  readonly kind: ConfigKind;
  readonly name: string;
}

const referencesOf = (volume: Volume): readonly Reference[] =>
  sourcesOf(volume).flatMap(({ configMap, secret }): Reference[] => [
    ...(configMap === undefined ? [] : [{ ...configMap, kind: "configmaps" as const }]),
    ...(secret === undefined ? [] : [{ ...secret, kind: "secrets" as const }]),
  ]);

/** Every kind of volume as the sources of a projected one. */
function sourcesOf({ configMap, projected, secret }: Volume): readonly ProjectedSource[] {
  if (configMap !== undefined) return [{ configMap }];
  if (secret !== undefined) return [{ secret: { ...secret, name: secret.secretName } }];
  return projected?.sources ?? [];
}

/** Whether a volume has files of a ConfigMap or Secret. */
export const refersTo = (volume: Volume, kind: ConfigKind, name: string): boolean =>
  referencesOf(volume).some((reference) => reference.kind === kind && reference.name === name);

async function readReference(
  { items, kind, name, optional = false }: Reference,
  mode: number,
  { namespace, read }: VolumeSources,
): Promise<[string, VolumeFile][]> {
  const data = await read({ kind, namespace, name });
  if (data === undefined) {
    if (optional) return [];
    throw new ContainerWaits("ContainerCreating", `${kind} "${name}" not found`);
  }
  if (items === undefined) return [...data].map(([key, content]) => [key, { content, mode }]);
  return items.flatMap((item): [string, VolumeFile][] => {
    const content = data.get(item.key);
    if (content !== undefined) return [[item.path, { content, mode: item.mode ?? mode }]];
    if (optional) return [];
    throw new ContainerWaits("ContainerCreating", `${kind} "${name}" has no key "${item.key}"`);
  });
}

/**
 * Reads the files of a volume.
 *
 * @throws ContainerWaits when something is missing that is not optional.
 */
export async function readVolume(volume: Volume, sources: VolumeSources): Promise<VolumeFiles> {
  const mode = (volume.configMap ?? volume.secret ?? volume.projected)?.defaultMode ?? DEFAULT_MODE;
  const files = new Map<string, VolumeFile>();
  for (const reference of referencesOf(volume)) {
    for (const [path, file] of await readReference(reference, mode, sources)) files.set(path, file);
  }
  for (const { downwardAPI, serviceAccountToken } of sourcesOf(volume)) {
    if (serviceAccountToken !== undefined) {
      const content = Buffer.from(await sources.token(serviceAccountToken));
      files.set(serviceAccountToken.path, { content, mode });
    }
    for (const item of downwardAPI?.items ?? []) {
      const content = Buffer.from(sources.field(item.fieldRef?.fieldPath ?? ""));
      files.set(item.path, { content, mode: item.mode ?? mode });
    }
  }
  return files;
}
