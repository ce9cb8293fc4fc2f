import { Command } from "commander";
import { runStatus } from "../inspect/run-status.ts";
import { STATUS_HELP } from "./help-texts.ts";
import type { Run } from "./run.ts";
import { addScalerOptions, type AskedFlags } from "./scaler-options.ts";

/** `fairlead status`. */
export function statusCommand(run: Run): Command {
  const command = new Command("status")
    .summary("show the pods of a pool, and what each waits for")
    .description(
      "Shows a pool as its scaler sees it: how many pods are wanted, which there are, and why. In a cluster, all pools of a namespace.",
    )
    .argument("[pool]", "such as app or default/app; needed where several fairlead dev run")
    .option("--watch", "look again and again, until Ctrl-C");
  addScalerOptions(command).addHelpText("after", STATUS_HELP);
  return command.action(
    (pool: string | undefined, { watch = false, ...flags }: AskedFlags & { readonly watch?: boolean }) =>
      run(command, (context) => runStatus({ ...flags, pool, watch }, context)),
  );
}
