import type { DistributionBinary } from "./binary-name.ts";
import type { GoToolchain } from "./go-toolchain.ts";
import { installProgram, type BuildPlace } from "./install-program.ts";
import { DISTRIBUTION_VERSION } from "./versions.ts";

const MODULE = "github.com/distribution/distribution/v3";

const PACKAGES: Readonly<Record<DistributionBinary, string>> = { registry: "cmd/registry" };

const LINKER_FLAGS = `-s -w -X ${MODULE}/version.version=v${DISTRIBUTION_VERSION}`;

/** Builds one program of Distribution into a file. */
export const buildDistribution = (
  go: GoToolchain,
  name: DistributionBinary,
  place: BuildPlace,
): Promise<void> =>
  installProgram(go, {
    name,
    program: `${MODULE}/${PACKAGES[name]}@v${DISTRIBUTION_VERSION}`,
    linkerFlags: LINKER_FLAGS,
    ...place,
  });
