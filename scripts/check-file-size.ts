/** `pnpm check:file-size`: source files are small. */
import { reportSizes } from "./size/file-sizes.ts";
import { readRepositoryFile, reportProblems, repositoryFiles } from "./workspace/repository.ts";

const files = repositoryFiles(".ts", ".tsx").map((path) => ({ path, text: readRepositoryFile(path) ?? "" }));
const { median, problems } = reportSizes(files);
reportProblems(problems, `${files.length} source files, median ${median} lines`);
