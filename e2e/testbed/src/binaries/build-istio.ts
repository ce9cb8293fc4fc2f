import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { IstioBinary } from "./binary-name.ts";
import type { GoToolchain } from "./go-toolchain.ts";
import { installProgram, PUBLISHED, type BuildPlace } from "./install-program.ts";
import { ISTIO } from "./versions.ts";

const MODULE = "istio.io/istio";

const PACKAGES: Readonly<Record<IstioBinary, string>> = {
  "pilot-discovery": "pilot/cmd/pilot-discovery",
  "pilot-agent": "pilot/cmd/pilot-agent",
};

const LINKER_FLAGS = [
  "-s -w",
  `-X istio.io/istio/pkg/version.buildVersion=${ISTIO.version}`,
  `-X istio.io/istio/pkg/version.buildGitRevision=${ISTIO.revision}`,
].join(" ");

/** Files of Istio's module that the test bed needs, beside its programs. */
export const ISTIO_FILES = {
  "crd-all.gen.yaml": "manifests/charts/base/files/crd-all.gen.yaml",
  "envoy_bootstrap.json": "tools/packaging/common/envoy_bootstrap.json",
} as const;

/** Builds one program of Istio into a file. */
export const buildIstio = (go: GoToolchain, name: IstioBinary, place: BuildPlace): Promise<void> =>
  installProgram(go, {
    name,
    program: `${MODULE}/${PACKAGES[name]}@${ISTIO.module}`,
    linkerFlags: LINKER_FLAGS,
    ...place,
  });

/** Copies a file of Istio's module. */
export async function copyIstioFile(
  go: GoToolchain,
  name: keyof typeof ISTIO_FILES,
  { file, work }: BuildPlace,
): Promise<void> {
  await mkdir(work, { recursive: true });
  const description = JSON.parse(
    await go.run(["mod", "download", "-json", `${MODULE}@${ISTIO.module}`], {
      workingDirectory: work,
      variables: PUBLISHED,
    }),
  ) as { readonly Dir: string };
  await copyFile(join(description.Dir, ISTIO_FILES[name]), file);
}
