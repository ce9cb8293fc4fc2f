import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { render } from "../kustomize/render.ts";
import type { Manifest } from "../manifests/manifest.ts";
import { deployFolder, overlayFolder, overlayNames, renderOverlay } from "../overlays.ts";
import { kustomization } from "./render-files.ts";

/** Components that no overlay has, because not everybody needs them. */
const OPTIONAL_COMPONENTS = ["kubernetes-source", "lookup-cluster"];

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
    ...OPTIONAL_COMPONENTS.map((component): [string, Manifest[]] => [
      `${overlay} with ${component}`,
      renderWith(overlay, component),
    ]),
  ]);
