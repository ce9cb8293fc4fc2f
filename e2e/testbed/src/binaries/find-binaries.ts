import { constants } from "node:fs";
import { access, chmod, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import {
  BINARIES,
  isDistributionBinary,
  isIstioBinary,
  isValkeyBinary,
  type BinaryName,
} from "./binary-name.ts";
import { buildDistribution } from "./build-distribution.ts";
import { buildIstio, copyIstioFile, ISTIO_FILES } from "./build-istio.ts";
import { buildKubernetes } from "./build-kubernetes.ts";
import { cacheDirectory, type Environment } from "./cache-directory.ts";
import { withFileLock } from "./file-lock.ts";
import { findGoToolchain } from "./go-toolchain.ts";
import { unpackValkey, VALKEY_NAMES } from "./unpack-valkey.ts";
import { DISTRIBUTION_VERSION, ISTIO, KUBERNETES_VERSION } from "./versions.ts";

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

function projectOf(name: ArtifactName): string {
  if (isValkeyBinary(name)) return "valkey-debian";
  if (isDistributionBinary(name)) return `distribution-${DISTRIBUTION_VERSION}`;
  return isFile(name) || isIstioBinary(name) ? `istio-${ISTIO.version}` : `kubernetes-${KUBERNETES_VERSION}`;
}

/** Directory of the cache for what belongs to one version of one project. */
const versionDirectory = (name: ArtifactName, environment: Environment): string =>
  join(cacheDirectory(environment), `${projectOf(name)}-${process.platform}-${process.arch}`);

/** Where something is made; what a program needs beside it is `kept` there. */
interface MakingPlace {
  readonly file: string;
  readonly work: string;
  readonly kept: string;
}

async function make(
  name: ArtifactName,
  where: MakingPlace,
  { environment, toolchainDirectories }: FindBinariesOptions,
): Promise<void> {
  if (isValkeyBinary(name)) return unpackValkey(environment, where);
  const go = await findGoToolchain(environment, name, toolchainDirectories);
  if (isFile(name)) return copyIstioFile(go, name, where);
  if (isIstioBinary(name)) return buildIstio(go, name, where);
  if (isDistributionBinary(name)) return buildDistribution(go, name, where);
  return buildKubernetes(go, name, where);
}

async function findOne(name: ArtifactName, options: FindBinariesOptions): Promise<string> {
  const { environment, onProgress } = options;
  const named = [environment["FAIRLEAD_TESTBED_BIN"], environment["KUBEBUILDER_ASSETS"]];
  for (const directory of named) {
    if (directory === undefined || directory === "") continue;
    for (const file of isValkeyBinary(name) ? VALKEY_NAMES : [name]) {
      const path = join(directory, file);
      if (await isUsable(path, name)) return path;
    }
  }
  const directory = versionDirectory(name, environment);
  const path = join(directory, name);
  if (await isUsable(path, name)) return path;
  await mkdir(directory, { recursive: true });
  return withFileLock(join(directory, ".lock"), async () => {
    if (await isUsable(path, name)) return path;
    onProgress?.(
      isValkeyBinary(name) ? `Unpacking ${name}` : `Building ${name}; the first time this takes minutes`,
    );
    const work = await mkdtemp(join(directory, ".build-"));
    const startedAt = performance.now();
    try {
      const file = join(work, "result");
      await make(name, { file, work: join(work, "module"), kept: join(directory, `${name}.files`) }, options);
      if (!isFile(name)) await chmod(file, 0o755);
      await rename(file, path);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
    onProgress?.(`Made ${name} in ${Math.round((performance.now() - startedAt) / 1_000)} s: ${path}`);
    return path;
  });
}

/**
 * Finds programs of the test bed: in `FAIRLEAD_TESTBED_BIN`, in `KUBEBUILDER_ASSETS`, in the cache;
 * what is in none of them is built from its Go module into the cache, Valkey unpacked from Debian's packages.
 * Each appears there by one rename, and two processes never make one at the same time.
 *
 * @throws TestbedError when something is neither there nor can be made.
 */
export async function findBinaries<Name extends ArtifactName>(
  names: readonly Name[],
  options: FindBinariesOptions,
): Promise<Readonly<Record<Name, string>>> {
  const found: Partial<Record<Name, string>> = {};
  for (const name of names) found[name] = await findOne(name, options);
  return found as Record<Name, string>;
}

/** Everything that can be made. */
export const ALL_ARTIFACTS: readonly ArtifactName[] = [
  ...BINARIES.kubernetes,
  ...BINARIES.istio,
  ...BINARIES.distribution,
  ...BINARIES.valkey,
  ...(Object.keys(ISTIO_FILES) as (keyof typeof ISTIO_FILES)[]),
];
