import { createHash } from "node:crypto";

const LENGTH = 10;

/** The same whatever the order of the fields, which says nothing in Kubernetes. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([name, field]) => [name, ordered(field)]));
}

/** Names a template. Pods that were made from another one are replaced as they empty. */
export const templateHash = (template: unknown): string =>
  createHash("sha256")
    .update(JSON.stringify(ordered(template)))
    .digest("hex")
    .slice(0, LENGTH);
