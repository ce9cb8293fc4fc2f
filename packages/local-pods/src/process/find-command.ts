import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, resolve } from "node:path";
import { FairleadError } from "@fairlead/routing-schema";

async function isExecutableFile(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** Where a command is looked for. */
export interface FindCommandOptions {
  /** Directories, separated as in `PATH`. */
  readonly searchPath: string;
  /** What a command with a slash is relative to. */
  readonly workingDirectory: string;
}

/**
 * Finds the file of a command as a shell does: by path if it has a slash, else in the search path.
 *
 * @throws FairleadError `command_not_found`
 */
export async function findCommand(
  command: string,
  { searchPath, workingDirectory }: FindCommandOptions,
): Promise<string> {
  const byPath = command.includes("/");
  const candidates = byPath
    ? [resolve(workingDirectory, command)]
    : searchPath
        .split(delimiter)
        .filter((directory) => directory !== "")
        .map((directory) => resolve(workingDirectory, directory, command));
  for (const candidate of candidates) if (await isExecutableFile(candidate)) return candidate;
  throw new FairleadError(
    "command_not_found",
    byPath
      ? `"${command}" is not an executable file: looked at ${candidates[0]}. Check the path, or make it executable (chmod +x).`
      : `There is no command "${command}" in PATH. Install it, correct its spelling, or give its path (./${command}).`,
    { details: { command } },
  );
}
