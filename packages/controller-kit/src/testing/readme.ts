import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** The README of the package. */
export const readme = (): Promise<string> =>
  readFile(fileURLToPath(new URL("../../README.md", import.meta.url)), "utf8");

/** Its first block of TypeScript: the whole controller. */
export async function readmeExample(): Promise<string> {
  const [, code] = /```ts\n(.*?)```/s.exec(await readme()) ?? [];
  if (code === undefined) throw new Error("README.md has no block of TypeScript.");
  return code;
}
