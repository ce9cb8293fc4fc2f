import { access, chmod, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { findCommand } from "@fairlead/local-pods";
import type { Environment } from "./cache-directory.ts";
import { runToEnd } from "./run-to-end.ts";
import { TestbedError } from "./testbed-error.ts";

/** The server by its names: newer Debians have Valkey, older ones the Redis that speaks the same protocol. */
export const VALKEY_NAMES = ["valkey-server", "redis-server"] as const;

const otherwise =
  "Install Valkey 7.2 or Redis 7 and name the directory that holds valkey-server or redis-server in FAIRLEAD_TESTBED_BIN";

/** Runs the script's neighbour with the libraries that came with it. */
const launcher = (files: string, program: string, libraries: string): string => `#!/bin/sh
files=$(dirname "$0")/${files}
LD_LIBRARY_PATH="$files/${libraries}" exec "$files/usr/bin/${program}" "$@"
`;

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** The package of the first server that this machine's package lists have, and what it lacks here. */
async function missingPackages(apt: string, environment: Environment): Promise<string[]> {
  for (const name of VALKEY_NAMES) {
    const plan = await runToEnd(
      apt,
      ["install", "--simulate", "--no-install-recommends", "--reinstall", name],
      {
        environment,
      },
    ).catch(() => undefined);
    const wanted = plan?.split("\n").flatMap((line) => /^Inst (\S+)/.exec(line)?.[1] ?? []) ?? [];
    if (wanted.length > 0) return wanted;
  }
  throw new TestbedError(
    `The package lists of this machine have neither ${VALKEY_NAMES.join(" nor ")}. Bring them up to date with "apt-get update", or else: ${otherwise}.`,
  );
}

/**
 * Takes the server out of Debian's packages, with the libraries that this machine lacks. Nothing is
 * installed: the packages are fetched by `apt-get download` and unpacked beside `file`, which starts the server.
 *
 * @throws TestbedError when this machine has no apt, or its package lists have no such server.
 */
export async function unpackValkey(
  environment: Environment,
  { file, work, kept }: { readonly file: string; readonly work: string; readonly kept: string },
): Promise<void> {
  const searchPath = environment["PATH"] ?? "";
  const find = (name: string): Promise<string> =>
    findCommand(name, { searchPath, workingDirectory: "." }).catch((error: unknown) => {
      throw new TestbedError(`There is no ${name} on PATH to unpack valkey-server with. ${otherwise}.`, {
        cause: error,
      });
    });
  const [apt, dpkg] = [await find("apt-get"), await find("dpkg")];
  // The plan is read from what apt says, which has to be in one language.
  const own = { ...environment, LC_ALL: "C" };
  await mkdir(work, { recursive: true });
  await runToEnd(apt, ["download", ...(await missingPackages(apt, own))], {
    environment: own,
    workingDirectory: work,
  });
  const tree = join(work, "tree");
  for (const name of await readdir(work)) {
    if (name.endsWith(".deb")) await runToEnd(dpkg, ["-x", join(work, name), tree], { environment: own });
  }
  for (const program of VALKEY_NAMES) {
    if (!(await exists(join(tree, "usr/bin", program)))) continue;
    const libraries = await readdir(join(tree, "usr/lib")).catch(() => []);
    const triplet = libraries.find((name) => name.includes("-linux-")) ?? "";
    await rm(kept, { recursive: true, force: true });
    await rename(tree, kept);
    await writeFile(file, launcher(basename(kept), program, join("usr/lib", triplet)));
    await chmod(file, 0o755);
    return;
  }
  throw new TestbedError(`Debian's packages hold no server where it is expected. ${otherwise}.`);
}
