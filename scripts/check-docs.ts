/** `pnpm check:docs`: links between documents resolve, and the commands and metrics they name exist. */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { documentProblems } from "./documents/document-problems.ts";
import { readRepositoryFile, reportProblems, repositoryFiles, root } from "./workspace/repository.ts";

/** What pnpm does by itself, as far as documents name it. */
const PNPM_COMMANDS = ["add", "exec", "install", "pack", "publish", "run"];

function scriptsOf(packageFile: string): string[] {
  const { scripts = {} } = JSON.parse(readRepositoryFile(packageFile) ?? "{}") as {
    scripts?: Record<string, string>;
  };
  return Object.keys(scripts);
}

const tools = readdirSync(path.join(root, "node_modules/.bin"));
const everywhere = [...scriptsOf("package.json"), ...tools, ...PNPM_COMMANDS];

/** The catalogue in `docs/metrics.md` is itself generated from the code. */
const metrics = new Set(
  Array.from(
    (readRepositoryFile("docs/metrics.md") ?? "").matchAll(/^\| `(\w+)` \|/gm),
    ([, name = ""]) => name,
  ),
);

function problemsOf(file: string): string[] {
  const repository = {
    exists: (target: string): boolean => existsSync(path.join(root, target)),
    read: readRepositoryFile,
    metrics,
    // A README may speak of the scripts of its own package.
    commands: new Set([
      ...everywhere,
      ...scriptsOf(path.posix.join(path.posix.dirname(file), "package.json")),
    ]),
  };
  return documentProblems({ path: file, text: readRepositoryFile(file) ?? "" }, repository);
}

const documents = repositoryFiles(".md").filter((file) => !file.endsWith("CHANGELOG.md"));
reportProblems(documents.flatMap(problemsOf), `${documents.length} documents lead where they say`);
