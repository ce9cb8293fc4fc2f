/** Builds dist: a bundle of manifests per overlay, and the image of the filter as an OCI layout. */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { readPlugin } from "@fairlead/gateway-filter";
import { writeLayout } from "@fairlead/oci-layout";
import packageJson from "../package.json" with { type: "json" };
import { createFilterImage } from "./image/filter-image.ts";
import { formatBundle } from "./manifests/format-bundle.ts";
import { pinRelease } from "./manifests/pin-release.ts";
import { validateManifests } from "./manifests/validate.ts";
import { deployFolder, overlayNames, renderOverlay } from "./overlays.ts";

const dist = path.join(deployFolder, "dist");
const { version } = packageJson;
const { url, sha256 } = readPlugin();

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });

for (const name of overlayNames) {
  const manifests = renderOverlay(name).map((manifest) =>
    pinRelease(manifest, { version, filterSha256: sha256 }),
  );
  validateManifests(manifests);
  await writeFile(path.join(dist, `${name}.yaml`), formatBundle(`Fairlead ${version}, ${name}`, manifests));
  process.stdout.write(`${name}.yaml: ${manifests.length} objects\n`);
}

const image = createFilterImage({ wasm: await readFile(url), sha256, version });
await writeLayout(image, { directory: path.join(dist, "gateway-filter-image"), name: version });
await writeFile(
  path.join(dist, "gateway-filter-image.json"),
  `${JSON.stringify(image.manifest.descriptor, null, 2)}\n`,
);
process.stdout.write(`gateway-filter-image: ${image.manifest.descriptor.digest}\n`);
