import { isMapping, type ConfigurationPath } from "./layer.ts";

/** Sets a value in a tree of mappings, and creates the mappings on the way. */
export function plantValue(tree: Record<string, unknown>, path: ConfigurationPath, value: unknown): void {
  let node = tree;
  for (const key of path.slice(0, -1)) {
    const existing = Object.hasOwn(node, key) ? node[key] : undefined;
    const next: Record<string, unknown> = isMapping(existing) ? existing : {};
    node[key] = next;
    node = next;
  }
  const last = path.at(-1);
  if (last !== undefined) node[last] = value;
}
