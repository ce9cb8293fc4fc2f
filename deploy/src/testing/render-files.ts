import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { render } from "../kustomize/render.ts";
import type { Manifest } from "../manifests/manifest.ts";

/** Writes files, each by its path and content, into a folder of their own and renders `entry` in it. */
export function renderFiles(files: Readonly<Record<string, string>>, entry = "."): Manifest[] {
  const folder = mkdtempSync(path.join(tmpdir(), "deploy-render-"));
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), content);
    }
    return render(path.join(folder, entry));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A kustomization with these fields, in YAML. */
export const kustomization = (fields: string): string =>
  `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n${fields}`;

/** A component with these fields, in YAML. */
export const component = (fields: string): string =>
  `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n${fields}`;
