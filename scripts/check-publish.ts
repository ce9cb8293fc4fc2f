/** `pnpm check:publish`: what would be published is complete, and its types resolve. Needs a build. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { packPackage } from "./publish/pack.ts";
import { tarballProblems } from "./publish/tarball-problems.ts";
import { readRepositoryFile, reportProblems, repositoryFiles } from "./workspace/repository.ts";

const published = repositoryFiles("/package.json").filter(
  (file) =>
    file.startsWith("packages/") &&
    !file.includes("/fixtures/") &&
    !readRepositoryFile(file)?.includes('"private": true'),
);
const destination = mkdtempSync(path.join(tmpdir(), "fairlead-publish-"));
const problems: string[] = [];
try {
  for (const folder of published.map((file) => path.posix.dirname(file))) {
    const tarball = new Uint8Array(readFileSync(packPackage(folder, destination)));
    problems.push(...(await tarballProblems(tarball)).map((problem) => `${folder}: ${problem}`));
  }
} finally {
  rmSync(destination, { recursive: true, force: true });
}
reportProblems(problems, `${published.length} packages are fit to be published`);
