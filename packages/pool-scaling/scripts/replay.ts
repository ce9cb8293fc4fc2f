/**
 * `pnpm --filter @fairlead/pool-scaling replay [FILE.json]`: replays cases in the format of
 * `data/hpa-cases.json`, the default. Ends with 1 when a case fails, with 2 when the file cannot be read.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { CaseFileError, readCaseFile } from "./replay/case-file.ts";
import { replayCases } from "./replay/replay-cases.ts";

const OWN_FILE = path.join(import.meta.dirname, "../data/hpa-cases.json");
const USAGE = "replay [FILE.json]";

function refuse(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

function readArguments(): string {
  try {
    const { positionals } = parseArgs({ allowPositionals: true, options: {} });
    const [file = OWN_FILE, ...more] = positionals.filter((one) => one !== "--");
    if (more.length > 0) refuse(`One file at a time: ${USAGE}`);
    // pnpm runs scripts in the package's folder; the path is one of the folder it was called in.
    return path.resolve(process.env["INIT_CWD"] ?? process.cwd(), file);
  } catch (error) {
    return refuse(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}

const file = readArguments();
try {
  const results = replayCases(readCaseFile(readFileSync(file, "utf8")));
  const failed = results.filter(({ failure }) => failure !== undefined);
  for (const { id, failure } of failed) process.stdout.write(`${id}: ${failure}\n`);
  process.stdout.write(`${results.length - failed.length} passed, ${failed.length} failed\n`);
  process.exitCode = failed.length === 0 ? 0 : 1;
} catch (error) {
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
  if (!(error instanceof CaseFileError) && code === undefined) throw error;
  refuse(`Cannot replay ${file}: ${error instanceof Error ? error.message : String(error)}`);
}
