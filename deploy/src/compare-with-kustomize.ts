/**
 * `pnpm --filter @fairlead/deploy check:kustomize`: the renderer of this folder gives what kustomize gives.
 * Needs `kustomize` or `kubectl`, which the build does without.
 */
import { execFileSync } from "node:child_process";
import { isDeepStrictEqual } from "node:util";
import { parseAllDocuments } from "yaml";
import { describeManifest, type Manifest } from "./manifests/manifest.ts";
import { overlayFolder, overlayNames, renderOverlay } from "./overlays.ts";

/** The first is asked, and the second where the first is not installed. */
const COMMANDS = [
  ["kustomize", "build"],
  ["kubectl", "kustomize"],
] as const;

function kustomize(folder: string): Manifest[] {
  for (const [program, command] of COMMANDS) {
    try {
      const output = execFileSync(program, [command, folder], { encoding: "utf8" });
      return parseAllDocuments(output).map((document) => document.toJS() as Manifest);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    }
  }
  throw new Error("Neither kustomize nor kubectl is installed.");
}

const byId = (manifests: readonly Manifest[]): Map<string, Manifest> =>
  new Map(manifests.map((manifest) => [describeManifest(manifest), manifest]));

for (const name of overlayNames) {
  const theirs = byId(kustomize(overlayFolder(name)));
  const ours = byId(renderOverlay(name));
  const different = [...new Set([...ours.keys(), ...theirs.keys()])].filter(
    (id) => !isDeepStrictEqual(ours.get(id), theirs.get(id)),
  );
  for (const id of different) process.stderr.write(`${name}: ${id} differs.\n`);
  if (different.length > 0) process.exitCode = 1;
  else process.stdout.write(`${name}: ${ours.size} objects as kustomize renders them\n`);
}
