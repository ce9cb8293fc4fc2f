/** `pnpm check:publish`: what would be published is complete, and its types resolve. Needs a build. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { packPackage } from "./publish/pack.ts";
import { publishedPackages } from "./publish/published-packages.ts";
import { lintProblems, typeProblems } from "./publish/tarball-problems.ts";
import { readRepositoryFile, reportProblems, repositoryFiles } from "./workspace/repository.ts";

const files = repositoryFiles("/package.json").map((file) => [file, readRepositoryFile(file) ?? "{}"]);
const packages = publishedPackages(Object.fromEntries(files));
const destination = mkdtempSync(path.join(tmpdir(), "fairlead-publish-"));
const problems: string[] = [];
try {
  for (const { folder, isLibrary, unpublishedDependencies } of packages) {
    problems.push(
      ...unpublishedDependencies.map((name) => `${folder}: depends on ${name}, which is not published`),
    );
    const tarball = new Uint8Array(readFileSync(packPackage(folder, destination)));
    const found = [...(await lintProblems(tarball)), ...(isLibrary ? await typeProblems(tarball) : [])];
    problems.push(...found.map((problem) => `${folder}: ${problem}`));
  }
} finally {
  rmSync(destination, { recursive: true, force: true });
}
reportProblems(problems, `${packages.length} packages are fit to be published`);
