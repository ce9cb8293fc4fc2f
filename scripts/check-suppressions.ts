/** `pnpm check:suppressions`: whoever switches a lint rule off says why. */
import { suppressionProblems } from "./suppressions/suppressions.ts";
import { readRepositoryFile, reportProblems, repositoryFiles } from "./workspace/repository.ts";

const files = repositoryFiles(".ts", ".tsx", ".js", ".mjs").filter(
  (file) => !file.startsWith("scripts/suppressions/"),
);
const problems = files.flatMap((file) => suppressionProblems(file, readRepositoryFile(file) ?? ""));
reportProblems(problems, "Every suppressed lint rule has its reason");
