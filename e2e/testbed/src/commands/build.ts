import type { Environment } from "../binaries/cache-directory.ts";
import { ALL_ARTIFACTS, findBinaries } from "../binaries/find-binaries.ts";
import { TestbedError } from "../binaries/testbed-error.ts";

/** Builds what is named, or everything, and says where it is. */
export async function buildCommand(names: readonly string[], environment: Environment): Promise<void> {
  const unknown = names.filter((name) => !ALL_ARTIFACTS.some((known) => known === name));
  if (unknown.length > 0) {
    throw new TestbedError(
      `There is no program ${unknown.join(", ")} in the test bed. There are: ${ALL_ARTIFACTS.join(", ")}.`,
    );
  }
  const wanted = ALL_ARTIFACTS.filter((name) => names.length === 0 || names.includes(name));
  const found = await findBinaries(wanted, { environment, onProgress: console.log });
  for (const [name, path] of Object.entries(found)) console.log(`${name}\t${path}`);
}
