import { constants } from "node:fs";
import { access, chmod, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { BINARIES, isIstioBinary, type BinaryName } from "./binary-name.ts";
import { buildIstio, copyIstioFile, ISTIO_FILES } from "./build-istio.ts";
import { buildKubernetes } from "./build-kubernetes.ts";
import { cacheDirectory, type Environment } from "./cache-directory.ts";
import { withFileLock } from "./file-lock.ts";
import { findGoToolchain, type GoToolchain } from "./go-toolchain.ts";
import { ISTIO, KUBERNETES_VERSION } from "./versions.ts";

/** What is found for the test bed: a program, or a file that belongs to one. */
export type ArtifactName = BinaryName | keyof typeof ISTIO_FILES;

/** Settings of {@link findBinaries}. */
export interface FindBinariesOptions {
  /** `FAIRLEAD_TESTBED_BIN`, `KUBEBUILDER_ASSETS`, `FAIRLEAD_CACHE`, `XDG_CACHE_HOME`, `HOME` and `PATH` are read. */
  readonly environment: Environment;
  /** Where Go is looked for that is not on `PATH`. Default: where its packages put it. */
  readonly toolchainDirectories?: readonly string[] | undefined;
  /** Told when something slow begins or has ended. */
  readonly onProgress?: ((message: string) => void) | undefined;
}

const isFile = (name: ArtifactName): name is keyof typeof ISTIO_FILES => name in ISTIO_FILES;

async function isUsable(path: string, name: ArtifactName): Promise<boolean> {
  return access(path, isFile(name) ? constants.R_OK : constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** Directory of the cache for what belongs to one version of one project. */
function versionDirectory(name: ArtifactName, environment: Environment): string {
  const project =
    isFile(name) || isIstioBinary(name) ? `istio-${ISTIO.version}` : `kubernetes-${KUBERNETES_VERSION}`;
  return join(cacheDirectory(environment), `${project}-${process.platform}-${process.arch}`);
}

function build(go: GoToolchain, name: ArtifactName, where: { file: string; work: string }): Promise<void> {
  if (isFile(name)) return copyIstioFile(go, name, where);
  if (isIstioBinary(name)) return buildIstio(go, name, where);
  return buildKubernetes(go, name, where);
}

async function findOne(name: ArtifactName, options: FindBinariesOptions): Promise<string> {
  const { environment, onProgress } = options;
  const named = [environment["FAIRLEAD_TESTBED_BIN"], environment["KUBEBUILDER_ASSETS"]];
  for (const directory of named) {
    if (directory === undefined || directory === "") continue;
    const path = join(directory, name);
    if (await isUsable(path, name)) return path;
  }
  const directory = versionDirectory(name, environment);
  const path = join(directory, name);
  if (await isUsable(path, name)) return path;
  const go = await findGoToolchain(environment, name, options.toolchainDirectories);
  await mkdir(directory, { recursive: true });
  return withFileLock(join(directory, ".lock"), async () => {
    if (await isUsable(path, name)) return path;
    onProgress?.(`Building ${name}; the first time this takes minutes`);
    const work = await mkdtemp(join(directory, ".build-"));
    const startedAt = performance.now();
    try {
      const file = join(work, "result");
      await build(go, name, { file, work: join(work, "module") });
      if (!isFile(name)) await chmod(file, 0o755);
      await rename(file, path);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
    onProgress?.(`Built ${name} in ${Math.round((performance.now() - startedAt) / 1_000)} s: ${path}`);
    return path;
  });
}

/**
 * Finds programs of the test bed: in `FAIRLEAD_TESTBED_BIN`, in `KUBEBUILDER_ASSETS`, in the cache;
 * what is in none of them is built from its Go module into the cache. Each appears there by one
 * rename, and two processes never build at the same time.
 *
 * @throws TestbedError when something is neither there nor can be built.
 */
export async function findBinaries<Name extends ArtifactName>(
  names: readonly Name[],
  options: FindBinariesOptions,
): Promise<Readonly<Record<Name, string>>> {
  const found: Partial<Record<Name, string>> = {};
  for (const name of names) found[name] = await findOne(name, options);
  return found as Record<Name, string>;
}

/** Everything that can be built. */
export const ALL_ARTIFACTS: readonly ArtifactName[] = [
  ...BINARIES.kubernetes,
  ...BINARIES.istio,
  ...(Object.keys(ISTIO_FILES) as (keyof typeof ISTIO_FILES)[]),
];
