/** What this check needs of a `package.json`. */
interface Manifest {
  readonly name?: string;
  readonly private?: boolean;
  readonly publishConfig?: object;
  readonly exports?: unknown;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** A package that is published to npm. */
export interface PublishedPackage {
  /** From the root. */
  readonly folder: string;
  /** Whether others import it; a command line is only run. */
  readonly isLibrary: boolean;
  /** Private packages of the workspace that it would ask npm for; there are none to be had. */
  readonly unpublishedDependencies: readonly string[];
}

/**
 * The packages that are published: not private, and with a `publishConfig`.
 *
 * @param manifests texts of `package.json` files by their paths from the root
 */
export function publishedPackages(manifests: Readonly<Record<string, string>>): PublishedPackage[] {
  const parsed = Object.entries(manifests).map(([file, text]) => ({
    file,
    manifest: JSON.parse(text) as Manifest,
  }));
  const unpublished = new Set(
    parsed.flatMap(({ manifest }) => (manifest.private === true ? (manifest.name ?? []) : [])),
  );
  return parsed.flatMap(({ file, manifest }) => {
    if (manifest.private === true || manifest.publishConfig === undefined) return [];
    const dependencies = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
    return [
      {
        folder: file.replace(/\/package\.json$/, ""),
        isLibrary: manifest.exports !== undefined,
        unpublishedDependencies: dependencies.filter((name) => unpublished.has(name)),
      },
    ];
  });
}
