/** `pnpm testbed`: for people. */
import { ALL_ARTIFACTS, findBinaries } from "./binaries/find-binaries.ts";

const found = await findBinaries(ALL_ARTIFACTS, { environment: process.env, onProgress: console.log });
for (const [name, path] of Object.entries(found)) console.log(`${name}\t${path}`);
