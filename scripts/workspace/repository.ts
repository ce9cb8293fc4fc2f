import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/** Root of the repository. */
export const root = path.resolve(import.meta.dirname, "../..");

/** Files that git tracks or would track, from the root, whose names end so. */
export function repositoryFiles(...suffixes: string[]): string[] {
  const output = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return output
    .split("\0")
    .filter((file) => suffixes.some((suffix) => file.endsWith(suffix)) && existsSync(path.join(root, file)))
    .sort();
}

/** Text of a file of the repository; `undefined` when there is none. */
export function readRepositoryFile(file: string): string | undefined {
  const absolute = path.join(root, file);
  return existsSync(absolute) ? readFileSync(absolute, "utf8") : undefined;
}

/** Prints what is wrong, one line each, and makes the process fail if there is anything. */
export function reportProblems(problems: readonly string[], allIsWell: string): void {
  for (const problem of problems) console.error(problem);
  if (problems.length === 0) console.log(allIsWell);
  else process.exitCode = 1;
}
