import { FairleadError } from "@fairlead/routing-schema";
import { CommanderError, type Command } from "commander";
import type { OutputFormat } from "./commands/common-options.ts";
import { createJsonOutput } from "./output/json-output.ts";
import { createOutput, isLive, type OutputStreamLike } from "./output/create-output.ts";
import { exitCodes, type ExitCode } from "./process/exit-codes.ts";
import { createStopRequest, type SignalSource } from "./process/stop-request.ts";
import { createProgram } from "./program.ts";

/** The world outside of the program. */
export interface ProgramContext {
  readonly stdout: OutputStreamLike;
  readonly stderr: { write(text: string): unknown };
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  readonly signals: SignalSource;
  readonly version: string;
}

const LIVE_STATUS_INTERVAL_MS = 500;
const STATUS_INTERVAL_MS = 1_000;

const exitCodeByError: Readonly<Record<string, ExitCode>> = {
  usage_invalid: exitCodes.usage,
  no_scaler: exitCodes.usage,
  unknown_pool: exitCodes.usage,
  cluster_unknown: exitCodes.usage,
  command_not_found: exitCodes.usage,
  configuration_invalid: exitCodes.usage,
  configuration_unreadable: exitCodes.usage,
  demo_failed: exitCodes.demoFailed,
};

/** An error as the user is told of it; one that nobody expects comes with its stack. */
function describe(error: unknown): { code: string; message: string } {
  if (FairleadError.isInstance(error)) return { code: error.code, message: error.message };
  return {
    code: "internal",
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
  };
}

/** Whether the arguments ask for JSON, for errors that come before they are read. */
const asksForJson = (words: readonly string[]): boolean => {
  const own = words.includes("--") ? words.slice(0, words.indexOf("--")) : words;
  return own.some(
    (word, index) => word === "--output=json" || (word === "--output" && own[index + 1] === "json"),
  );
};

/** Runs `fairlead` with the words of a command line; gives the exit code. */
export async function runProgram(words: readonly string[], context: ProgramContext): Promise<ExitCode> {
  const { environment, signals, stderr, stdout, version, workingDirectory } = context;
  let exitCode: ExitCode = exitCodes.success;
  let refusal = "";

  async function run(
    command: Command,
    work: Parameters<Parameters<typeof createProgram>[0]["run"]>[1],
  ): Promise<void> {
    const { output: format, quiet = false } = command.opts<{ output: OutputFormat; quiet?: boolean }>();
    const terminalName = environment["TERM"];
    const output = createOutput(stdout, { format, quiet, terminalName });
    const request = createStopRequest(signals);
    const live = format === "text" && isLive(stdout, terminalName);
    try {
      exitCode = await work({
        output,
        request,
        environment,
        workingDirectory,
        statusIntervalMs: live ? LIVE_STATUS_INTERVAL_MS : STATUS_INTERVAL_MS,
      });
    } catch (error) {
      const description = describe(error);
      output.tell({ event: "error", ...description });
      exitCode = exitCodeByError[description.code] ?? exitCodes.failure;
    } finally {
      if (request.kill.aborted) exitCode = exitCodes.killed;
      output.close();
      request.dispose();
    }
  }

  const program = createProgram({
    version,
    run,
    writeOut: (text) => void stdout.write(text),
    writeError: (text) => void (refusal += text),
    columns: stdout.isTTY === true ? stdout.columns : undefined,
  });
  try {
    await program.parseAsync([...words], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return exitCodes.success;
    const message = refusal.replace(/^error: /, "").trim();
    if (asksForJson(words)) createJsonOutput(stdout).tell({ event: "error", code: "usage_invalid", message });
    else
      stderr.write(
        `${message.startsWith("Usage:") ? message : `Error (usage_invalid): ${message}\nfairlead --help lists commands and options.`}\n`,
      );
    return exitCodes.usage;
  }
  return exitCode;
}
