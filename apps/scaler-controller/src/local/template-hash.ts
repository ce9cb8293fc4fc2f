import { createHash } from "node:crypto";

const LENGTH = 10;

/** Names a template: what is run. A change of it makes the running pods outdated. */
export const templateHash = (template: unknown): string =>
  createHash("sha256").update(JSON.stringify(template)).digest("hex").slice(0, LENGTH);
