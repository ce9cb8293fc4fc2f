import { FairleadError } from "@fairlead/routing-schema";
import { embeddedProblems } from "./embedded-contracts.ts";
import { describeManifest, type Manifest } from "./manifest.ts";
import { modelOf } from "./model-of.ts";

function schemaProblems(manifest: Manifest): string[] {
  const Model = modelOf(manifest.apiVersion, manifest.kind);
  if (Model === undefined) return ["its kind has no schema in src/manifests/model-of.ts"];
  try {
    new Model(manifest as never).validate();
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

/**
 * Holds manifests against the schemas of Kubernetes and Istio, and what they carry against Fairlead's own.
 *
 * Hint: an unknown field passes, as it does at the API server.
 *
 * @throws {FairleadError} `configuration_invalid` with all faults.
 */
export function validateManifests(manifests: readonly Manifest[]): void {
  const problems = manifests.flatMap((manifest) =>
    [...schemaProblems(manifest), ...embeddedProblems(manifest)].map(
      (problem) => `${describeManifest(manifest)}: ${problem}`,
    ),
  );
  if (problems.length > 0) throw new FairleadError("configuration_invalid", problems.join("\n"));
}
