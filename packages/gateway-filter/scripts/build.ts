/** Builds dist: the filter, its description, and the Node.js entry that finds them. */
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import { build } from "tsdown";

const root = new URL("../", import.meta.url);
const cwd = fileURLToPath(root);

await mkdir(new URL("dist/", root), { recursive: true });

const compilerArguments = [
  "assembly/index.ts",
  ...["--baseDir", cwd],
  ...["--config", fileURLToPath(new URL("asconfig.json", root))],
  ...["--target", "plugin"],
  ...["--outFile", "dist/plugin.next.wasm"],
];
const { error } = await asc.main(compilerArguments, { stderr: process.stderr });
if (error !== null) throw error;
// Renamed when it is whole: whoever reads the module meanwhile has the one before.
await rename(new URL("dist/plugin.next.wasm", root), new URL("dist/plugin.wasm", root));

const wasm = await readFile(new URL("dist/plugin.wasm", root));
const { version } = JSON.parse(await readFile(new URL("package.json", root), "utf8")) as { version: string };
const sha256 = createHash("sha256").update(wasm).digest("hex");
const description = { version, abiVersion: "0.2.1", sha256, sizeBytes: wasm.byteLength };
await writeFile(new URL("dist/plugin.json", root), `${JSON.stringify(description, null, 2)}\n`);
await writeFile(new URL("dist/plugin.wasm.sha256", root), `${sha256}  plugin.wasm\n`);

await build({ cwd });
process.stdout.write(`plugin.wasm ${wasm.byteLength} bytes, sha256 ${sha256}\n`);
