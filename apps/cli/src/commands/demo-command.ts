import { Command, Option } from "commander";
import { DEMO_SNAPSHOT_MAX_AGE_MS, runDemo } from "../demo/run-demo.ts";
import { parseNumber } from "../options/parse-number.ts";
import { localSpecSchema, QUICK_PROFILE } from "../options/pool-settings.ts";
import { findParts } from "../stack/parts.ts";
import { stackConfigurationSchema } from "../stack/stack-configuration.ts";
import { asArgument } from "./as-argument.ts";
import { addCommonOptions } from "./common-options.ts";
import { DEMO_HELP } from "./help-texts.ts";
import type { Run } from "./run.ts";

interface DemoFlags {
  readonly port: number;
  readonly keep?: boolean;
}

const PODS = 5;

const { port: _, template: __, ...demoSpec } = localSpecSchema.parse({
  ...QUICK_PROFILE,
  scaling: { minReplicas: PODS, maxReplicas: PODS },
});

/** `fairlead demo`. */
export function demoCommand(run: Run): Command {
  const command = new Command("demo")
    .summary("see Fairlead at work, in half a minute")
    .description(
      "Starts five chat servers behind a real Envoy with the Fairlead filter, sends clients, kills the\nlookup service and brings it back, and says what the clients noticed.",
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
            pool: { id: "default/chat", name: "chat", spec: demoSpec },
            executable: process.execPath,
            parameters: [findParts().chatServer],
            environment: { ...context.environment, STOP_TIMEOUT_MS: "2000" },
            port: flags.port,
            configuration: stackConfigurationSchema.parse({
              filter: { snapshot_max_age_ms: DEMO_SNAPSHOT_MAX_AGE_MS },
            }),
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
