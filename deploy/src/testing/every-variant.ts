import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { kustomizationSchema } from "../kustomize/kustomization.ts";
import { readDocuments } from "../kustomize/read-documents.ts";
import { render } from "../kustomize/render.ts";
import type { Manifest } from "../manifests/manifest.ts";
import { deployFolder, overlayFolder, overlayNames, renderOverlay } from "../overlays.ts";
import { kustomization } from "./render-files.ts";

/** Components that not every overlay has, because not everybody needs them. */
const OPTIONAL_COMPONENTS = ["kubernetes-source", "lookup-cluster", "shared-picks"];

/** Names of the components that an overlay has by itself, its bases' among them. */
function componentsOf(folder: string): string[] {
  const [document] = readDocuments(path.join(folder, "kustomization.yaml"));
  const { components, resources } = kustomizationSchema.parse(document);
  const bases = resources.filter((resource) => !resource.endsWith(".yaml"));
  return [
    ...components.map((component) => path.basename(component)),
    ...bases.flatMap((base) => componentsOf(path.join(folder, base))),
  ];
}

function renderWith(overlay: string, component: string): Manifest[] {
  const folder = mkdtempSync(path.join(tmpdir(), "deploy-variant-"));
  const to = (target: string): string => JSON.stringify(path.relative(folder, target));
  try {
    const resources = `resources: [${to(overlayFolder(overlay))}]\n`;
    const components = `components: [${to(path.join(deployFolder, "components", component))}]\n`;
    writeFileSync(path.join(folder, "kustomization.yaml"), kustomization(resources + components));
    return render(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Each overlay, as it is and with each optional component, by a name for the test. */
export const everyVariant = (): [string, Manifest[]][] =>
  overlayNames.flatMap((overlay): [string, Manifest[]][] => [
    [overlay, renderOverlay(overlay)],
    ...OPTIONAL_COMPONENTS.filter(
      (component) => !componentsOf(overlayFolder(overlay)).includes(component),
    ).map((component): [string, Manifest[]] => [
      `${overlay} with ${component}`,
      renderWith(overlay, component),
    ]),
  ]);
