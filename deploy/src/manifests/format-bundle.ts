import { stringify } from "yaml";
import type { Manifest } from "./manifest.ts";

/** Writes manifests into one YAML stream, the order kept: namespaces come before what is in them. */
export const formatBundle = (title: string, manifests: readonly Manifest[]): string =>
  [
    `# ${title}\n# Rendered by \`pnpm turbo build\`. Apply with \`kubectl apply -f\`.\n`,
    ...manifests.map((manifest) => stringify(manifest, { lineWidth: 0 })),
  ].join("---\n");
