/** `pnpm check:boundaries`: dependencies point one way, and pure packages stay pure. */
import path from "node:path";
import { boundaryProblems } from "./boundaries/boundaries.ts";
import { readRepositoryFile, reportProblems, repositoryFiles } from "./workspace/repository.ts";

const packages = repositoryFiles("/package.json").map((file) => ({
  name: (JSON.parse(readRepositoryFile(file) ?? "{}") as { name: string }).name,
  folder: path.posix.dirname(file),
}));
const modules = repositoryFiles(".ts", ".tsx");
const problems = modules.flatMap((file) =>
  boundaryProblems({ path: file, text: readRepositoryFile(file) ?? "" }, packages),
);
reportProblems(problems, `${modules.length} modules keep the boundaries of ${packages.length} packages`);
