import { Command } from "commander";
import { runExplain } from "../inspect/run-explain.ts";
import { EXPLAIN_HELP } from "./help-texts.ts";
import type { Run } from "./run.ts";
import { addScalerOptions, type AskedFlags } from "./scaler-options.ts";

interface ExplainFlags extends AskedFlags {
  readonly in?: string;
}

/** `fairlead explain`. */
export function explainCommand(run: Run): Command {
  const command = new Command("explain")
    .summary("say why there are so many pods, or why one stays")
    .description("Says in words why there are as many pods as there are, or why one does or does not go.")
    .argument("[subject]", "a pool, a pod such as app-3-x7k4q, or its job app-3 (default: the pool)")
    .option("--in <pool>", "the pool of the pod, where there are several");
  addScalerOptions(command).addHelpText("after", EXPLAIN_HELP);
  return command.action((subject: string | undefined, { in: pool, ...flags }: ExplainFlags) =>
    run(command, (context) => runExplain({ ...flags, pool, subject }, context)),
  );
}
