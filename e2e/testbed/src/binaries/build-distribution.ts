import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import type { DistributionBinary } from "./binary-name.ts";
import type { GoToolchain } from "./go-toolchain.ts";
import { DISTRIBUTION_VERSION } from "./versions.ts";

const MODULE = "github.com/distribution/distribution/v3";

const PACKAGES: Readonly<Record<DistributionBinary, string>> = { registry: "cmd/registry" };

const LINKER_FLAGS = `-s -w -X ${MODULE}/version.version=v${DISTRIBUTION_VERSION}`;

/** Builds one program of Distribution into a file. */
export async function buildDistribution(
  go: GoToolchain,
  name: DistributionBinary,
  { file, work }: { readonly file: string; readonly work: string },
): Promise<void> {
  await mkdir(work, { recursive: true });
  const program = `${MODULE}/${PACKAGES[name]}@v${DISTRIBUTION_VERSION}`;
  await go.run(["install", "-trimpath", "-ldflags", LINKER_FLAGS, program], {
    workingDirectory: work,
    variables: { GOFLAGS: "", GOBIN: work },
  });
  await rename(join(work, name), file);
}
