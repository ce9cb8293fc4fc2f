import { Command, Option } from "commander";
import { demoConfiguration, demoPool } from "../demo/demo-pool.ts";
import { runDemo } from "../demo/run-demo.ts";
import { parseNumber } from "../options/parse-number.ts";
import { findParts } from "../stack/parts.ts";
import { asArgument } from "./as-argument.ts";
import { addCommonOptions } from "./common-options.ts";
import { DEMO_HELP } from "./help-texts.ts";
import type { Run } from "./run.ts";

interface DemoFlags {
  readonly port: number;
  readonly keep?: boolean;
}

/** `fairlead demo`. */
export function demoCommand(run: Run): Command {
  const command = new Command("demo")
    .summary("see Fairlead at work, in a minute")
    .description(
      "Starts two chat servers behind a real Envoy with the Fairlead filter and sends clients: servers are\nadded, and go when most clients have left. Meanwhile it kills the lookup service and brings it back,\nand says what the clients noticed.",
    )
    .addOption(
      new Option("--port <port>", "port of the gateway, 0 for a free one")
        .default(0)
        .argParser(
          asArgument((text) =>
            parseNumber(text, { name: "--port", minimum: 0, maximum: 65_535, integer: true }),
          ),
        ),
    )
    .option("--keep", "leave everything running after the summary, until Ctrl-C");
  addCommonOptions(command).addHelpText("after", DEMO_HELP);
  return command.action((flags: DemoFlags) =>
    run(command, (context) =>
      runDemo(
        {
          keep: flags.keep ?? false,
          stack: {
            pool: demoPool,
            executable: process.execPath,
            parameters: [findParts().chatServer],
            environment: { ...context.environment, STOP_TIMEOUT_MS: "2000" },
            port: flags.port,
            configuration: demoConfiguration,
            readyPath: "/readyz",
            readyTimeoutMs: 30_000,
            stopGraceMs: 5_000,
            keepGoing: false,
          },
        },
        context,
      ),
    ),
  );
}
