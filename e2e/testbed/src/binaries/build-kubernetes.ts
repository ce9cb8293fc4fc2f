import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { KubernetesBinary } from "./binary-name.ts";
import type { GoToolchain } from "./go-toolchain.ts";
import { KUBERNETES_VERSION } from "./versions.ts";

const [major = "", minor = "", patch = ""] = KUBERNETES_VERSION.split(".");
const MODULE = "k8s.io/kubernetes";
const VARIABLES = { GOFLAGS: "-mod=mod" };

const PACKAGES: Readonly<Record<KubernetesBinary, string>> = {
  etcd: "go.etcd.io/etcd/server/v3",
  "kube-apiserver": `${MODULE}/cmd/kube-apiserver`,
  "kube-controller-manager": `${MODULE}/cmd/kube-controller-manager`,
  kubectl: `${MODULE}/cmd/kubectl`,
};

/** Kubernetes names itself by what its linker is told. */
const LINKER_FLAGS = [
  "-s -w",
  `-X k8s.io/component-base/version.gitVersion=v${KUBERNETES_VERSION}`,
  `-X k8s.io/component-base/version.gitMajor=${major}`,
  `-X k8s.io/component-base/version.gitMinor=${minor}`,
  "-X k8s.io/component-base/version.gitTreeState=clean",
  `-X k8s.io/client-go/pkg/version.gitVersion=v${KUBERNETES_VERSION}`,
].join(" ");

/**
 * Writes a module that requires Kubernetes and etcd as tools. Kubernetes requires its own libraries
 * in version v0.0.0, which is nowhere to be had: they are replaced by the releases of the same day.
 * etcd is of the version whose client Kubernetes uses.
 */
async function writeModule(go: GoToolchain, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, "go.mod"), "module fairlead.dev/testbed\n\ngo 1.26.0\n");
  const options = { workingDirectory: directory, variables: VARIABLES };
  const description = JSON.parse(
    await go.run(["mod", "download", "-json", `${MODULE}@v${KUBERNETES_VERSION}`], options),
  ) as { readonly GoMod: string };
  const file = JSON.parse(await go.run(["mod", "edit", "-json", description.GoMod], options)) as {
    readonly Require: readonly { readonly Path: string; readonly Version: string }[];
  };
  const libraries = file.Require.filter(({ Version }) => Version === "v0.0.0");
  const replacements = libraries.map(({ Path }) => `-replace=${Path}=${Path}@v0.${minor}.${patch}`);
  await go.run(["mod", "edit", ...replacements], options);
  const client = file.Require.find(({ Path }) => Path === "go.etcd.io/etcd/client/v3");
  const programs = Object.values(PACKAGES).map((path) =>
    path.startsWith(MODULE) ? `${path}@v${KUBERNETES_VERSION}` : `${path}@${client?.Version ?? "latest"}`,
  );
  await go.run(["get", "-tool", ...programs], options);
}

/** Builds one program of Kubernetes into a file. `work` is a directory of its own; it may be thrown away afterwards. */
export async function buildKubernetes(
  go: GoToolchain,
  name: KubernetesBinary,
  { file, work }: { readonly file: string; readonly work: string },
): Promise<void> {
  await writeModule(go, work);
  const flags = name === "etcd" ? "-s -w" : LINKER_FLAGS;
  await go.run(["build", "-trimpath", "-buildvcs=false", "-ldflags", flags, "-o", file, PACKAGES[name]], {
    workingDirectory: work,
    variables: VARIABLES,
  });
}
