import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Manifest } from "./manifests/manifest.ts";
import { deployFolder } from "./overlays.ts";
import { everyVariant } from "./testing/every-variant.ts";
import { exampleObjects } from "./testing/example-pool.ts";

const tsc = createRequire(import.meta.url)
  .resolve("typescript/package.json")
  .replace("package.json", "bin/tsc");

let folder: string;
beforeAll(async () => {
  // Beside node_modules, where the types are found.
  await mkdir(path.join(deployFolder, ".cache"), { recursive: true });
  folder = await mkdtemp(path.join(deployFolder, ".cache/fields-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A manifest as the argument of its model: a field that the type does not have is an error there. */
function asProgram({ apiVersion, kind, ...fields }: Manifest, index: number): string {
  const types = apiVersion.includes(".istio.io/") ? "@kubernetes-models/istio" : "kubernetes-models";
  const model = `Model${index}`;
  return [
    `import { ${kind} as ${model} } from "${types}/${apiVersion}/${kind}";`,
    `new ${model}(${JSON.stringify(fields)});`,
  ].join("\n");
}

async function unknownFields(manifests: readonly Manifest[]): Promise<string> {
  const file = path.join(folder, "manifests.ts");
  await writeFile(file, manifests.map(asProgram).join("\n"));
  const options = ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--ignoreConfig"];
  return promisify(execFile)(process.execPath, [tsc, ...options, file]).then(
    () => "",
    ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
  );
}

describe("fields of the manifests", () => {
  it("are all known to Kubernetes and Istio", async () => {
    const manifests = [...everyVariant().flatMap(([, rendered]) => rendered), ...exampleObjects()];
    // Its own schema here refuses what it does not know.
    const typed = manifests.filter(({ kind }) => kind !== "TrafficExtension");
    expect(await unknownFields(typed)).toBe("");
  });

  it("would be told of, were one misspelt", async () => {
    const container = { name: "a", image: "a", readynessProbe: {} };
    const misspelt: Manifest[] = [
      {
        apiVersion: "networking.istio.io/v1",
        kind: "DestinationRule",
        metadata: { name: "a" },
        spec: { host: "a", subset: [] },
      },
      {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "a" },
        spec: { selector: {}, template: { spec: { containers: [container] } } },
      },
    ];
    const faults = await unknownFields(misspelt);
    expect(faults).toContain('"subset"\' does not exist');
    expect(faults).toContain('"readynessProbe"\' does not exist');
  });
});
