import type { CommandContext } from "../commands/command-context.ts";
import { aborted } from "../process/aborted.ts";
import { exitCodes, type ExitCode } from "../process/exit-codes.ts";
import { withStack } from "../stack/with-stack.ts";
import type { DevOptions } from "./dev-options.ts";

/** Runs a server under Fairlead until the user stops it. */
export const runDev = ({ stack, load }: DevOptions, context: CommandContext): Promise<ExitCode> =>
  withStack(stack, load, context, async ({ stop }) => {
    await aborted(stop);
    return exitCodes.success;
  });
