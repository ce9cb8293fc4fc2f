/**
 * `pnpm test:consumer`: packs `@fairlead/routing-schema` as it would be published, installs it into an
 * empty project, type-checks that and runs it as TypeScript, as ESM and as CommonJS.
 *
 * @module
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { packPackage } from "./publish/pack.ts";
import { root } from "./workspace/repository.ts";

const project = mkdtempSync(path.join(tmpdir(), "fairlead-consumer-"));

function run(step: string, command: string, ...args: string[]): void {
  execFileSync(command, args, { cwd: project, stdio: ["ignore", "inherit", "inherit"] });
  console.log(`ok  ${step}`);
}

try {
  cpSync(path.join(root, "scripts/consumer/project"), project, { recursive: true });
  const tarball = packPackage("packages/routing-schema", project);
  run(
    "install the tarball and zod",
    "npm",
    "install",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    tarball,
    "zod@^4.6.0",
  );
  run("type-check with ESM resolution", path.join(root, "node_modules/.bin/tsc"), "-p", ".");
  run("run TypeScript", process.execPath, "consumer.ts");
  run("run plain JavaScript, ESM", process.execPath, "consumer.mjs");
  run("run plain JavaScript, CommonJS", process.execPath, "consumer.cjs");
} finally {
  rmSync(project, { recursive: true, force: true });
}
