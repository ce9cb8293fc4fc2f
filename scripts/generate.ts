/**
 * Writes every generated file of the repository; with `--check` it writes nothing and fails when one
 * is stale.
 *
 * @module
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { contractFiles } from "../packages/routing-schema/scripts/generate.ts";
import { staleFiles } from "./generated/stale-files.ts";

const root = path.resolve(import.meta.dirname, "..");
const stale = staleFiles(contractFiles(), (file) => {
  try {
    return readFileSync(path.join(root, file), "utf8");
  } catch {
    return undefined;
  }
});

if (process.argv.includes("--check")) {
  for (const { path: file } of stale) console.error(`${file} is stale. Run \`pnpm generate\` and commit the result.`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  for (const { path: file, text } of stale) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
    console.log(`wrote ${file}`);
  }
}
