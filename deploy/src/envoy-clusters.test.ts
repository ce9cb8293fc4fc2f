import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { findEnvoy } from "@fairlead/local-gateway";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { mergePatch } from "./kustomize/merge-patch.ts";
import { everyVariant } from "./testing/every-variant.ts";
import { ofKind } from "./testing/read-variant.ts";

const clusterPatch = z.object({
  applyTo: z.literal("CLUSTER"),
  match: z.object({ context: z.literal("GATEWAY"), cluster: z.object({ name: z.string() }).optional() }),
  patch: z.object({ operation: z.enum(["ADD", "MERGE"]), value: z.record(z.string(), z.unknown()) }),
});
const envoyFilter = z.object({ spec: z.object({ configPatches: z.array(clusterPatch) }) });
type ClusterPatch = z.output<typeof clusterPatch>;

/** What istiod makes of a patch: the cluster itself, or the one that it changes. */
const clusterOf = ({ match, patch }: ClusterPatch): unknown =>
  patch.operation === "ADD"
    ? patch.value
    : mergePatch({ name: match.cluster?.name, type: "STATIC", connect_timeout: "1s" }, patch.value);

let folder: string;
let envoy: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "deploy-envoy-"));
  envoy = (await findEnvoy()).path;
}, 300_000);
afterAll(() => rm(folder, { recursive: true }));

/** Envoy's complaint about a cluster, or nothing. It reads the configuration and opens no connection. */
async function complaint(cluster: unknown): Promise<string> {
  const file = path.join(folder, "envoy.json");
  await writeFile(file, JSON.stringify({ static_resources: { clusters: [cluster] } }));
  const options = ["--mode", "validate", "--log-level", "error", "-c", file];
  return promisify(execFile)(envoy, options).then(
    () => "",
    ({ stderr }: { stderr: string }) => stderr,
  );
}

const patches = everyVariant().flatMap(([variant, manifests]) =>
  ofKind(manifests, "EnvoyFilter")
    .flatMap((manifest) => envoyFilter.parse(manifest).spec.configPatches)
    .map((patch): [string, ClusterPatch] => [variant, patch]),
);

describe("the clusters of the EnvoyFilters", () => {
  it.each(patches)("of %s are accepted by Envoy", async (_, patch) => {
    expect(await complaint(clusterOf(patch))).toBe("");
  });

  it("would be told of, were a field misspelt deep in them", async () => {
    const patch = patches
      .map(([, candidate]) => candidate)
      .find(({ patch: { operation } }) => operation === "MERGE");
    const text = JSON.stringify(clusterOf(clusterPatch.parse(patch)));
    expect(text).toContain("fallback_policy");
    expect(await complaint(JSON.parse(text.replace("fallback_policy", "fallback_polcy")))).toContain(
      "fallback_polcy",
    );
  });
});
