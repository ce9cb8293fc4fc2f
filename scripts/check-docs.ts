/** `pnpm check:docs`: links between documents resolve, and the commands they name exist. */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { documentProblems } from "./documents/document-problems.ts";
import { readRepositoryFile, reportProblems, repositoryFiles, root } from "./workspace/repository.ts";

/** What pnpm does by itself, as far as documents name it. */
const PNPM_COMMANDS = ["add", "exec", "install", "pack", "publish", "run"];

const { scripts } = JSON.parse(readRepositoryFile("package.json") ?? "{}") as {
  scripts: Record<string, string>;
};
const tools = readdirSync(path.join(root, "node_modules/.bin"));
const repository = {
  exists: (file: string): boolean => existsSync(path.join(root, file)),
  read: readRepositoryFile,
  commands: new Set([...Object.keys(scripts), ...tools, ...PNPM_COMMANDS]),
};
const documents = repositoryFiles(".md").filter((file) => !file.endsWith("CHANGELOG.md"));
const problems = documents.flatMap((file) =>
  documentProblems({ path: file, text: readRepositoryFile(file) ?? "" }, repository),
);
reportProblems(problems, `${documents.length} documents lead where they say`);
