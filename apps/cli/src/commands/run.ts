import type { Command } from "commander";
import type { ExitCode } from "../process/exit-codes.ts";
import type { CommandContext } from "./command-context.ts";

/** Runs the work of a command with the output that its options ask for. */
export type Run = (command: Command, work: (context: CommandContext) => Promise<ExitCode>) => Promise<void>;
