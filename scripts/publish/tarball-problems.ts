import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

/** Resolutions that an ESM-only package leaves out on purpose. */
const NOT_SUPPORTED = new Set(["node10", "node16-cjs"]);

/** What attw (Are the types wrong?) finds in a packed package. */
export async function typeProblems(tarball: Uint8Array): Promise<string[]> {
  const analysis = await checkPackage(createPackageFromTarballData(tarball), {
    excludeEntrypoints: [/\.json$/, /\.wasm$/],
  });
  if (!analysis.types) return ["the package has no types"];
  return analysis.problems
    .filter((problem) => !("resolutionKind" in problem && NOT_SUPPORTED.has(problem.resolutionKind)))
    .map((problem) => `types: ${JSON.stringify(problem)}`);
}

/** What publint finds in a packed package. */
export async function lintProblems(tarball: Uint8Array<ArrayBuffer>): Promise<string[]> {
  const { messages, pkg } = await publint({ pack: { tarball: tarball.buffer }, strict: true });
  return messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code);
}
