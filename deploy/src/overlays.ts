import { readdirSync } from "node:fs";
import path from "node:path";
import { render } from "./kustomize/render.ts";
import type { Manifest } from "./manifests/manifest.ts";

/** The folder `deploy` itself. */
export const deployFolder = path.resolve(import.meta.dirname, "..");

/** The folders that are rendered into bundles. */
export const overlayNames: readonly string[] = readdirSync(path.join(deployFolder, "overlays")).sort();

/** Where an overlay lies. */
export const overlayFolder = (name: string): string => path.join(deployFolder, "overlays", name);

/** The objects of an overlay, as they are in the repository: nothing pinned. */
export const renderOverlay = (name: string): Manifest[] => render(overlayFolder(name));
