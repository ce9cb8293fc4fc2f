import { findCommand } from "@fairlead/local-pods";
import { Command, Option } from "commander";
import type { DevOptions } from "../dev/dev-options.ts";
import { runDev } from "../dev/run-dev.ts";
import type { LoadSpec } from "../load/load-spec.ts";
import { parseLoadSpec } from "../load/parse-load-spec.ts";
import { parseDuration } from "../options/parse-duration.ts";
import { parseName } from "../options/parse-name.ts";
import { parseNumber } from "../options/parse-number.ts";
import { parsePath } from "../options/parse-path.ts";
import { readPool, type PoolFlags } from "../options/read-pool.ts";
import { readStackConfiguration } from "../options/read-stack-configuration.ts";
import { asArgument } from "./as-argument.ts";
import type { CommandContext } from "./command-context.ts";
import { addCommonOptions } from "./common-options.ts";
import { DEV_HELP } from "./help-texts.ts";
import type { Run } from "./run.ts";

interface DevFlags extends PoolFlags {
  readonly port: number;
  readonly mode?: string;
  readonly capacity?: number;
  readonly readyPath?: string;
  readonly readyTimeout: number;
  readonly stopTimeout: number;
  readonly load: readonly LoadSpec[];
  readonly config?: string;
  readonly keepGoing?: boolean;
}

const parsePods = (text: string): number =>
  parseNumber(text, { name: "--pods", minimum: 1, maximum: 500, integer: true });
const parsePort = (text: string): number =>
  parseNumber(text, { name: "--port", minimum: 0, maximum: 65_535, integer: true });
const parseCapacity = (text: string): number =>
  parseNumber(text, { name: "--capacity", minimum: 1, maximum: 1_000_000_000, integer: true });

async function resolveDev(
  words: readonly string[],
  flags: DevFlags,
  context: CommandContext,
): Promise<DevOptions> {
  const { environment, workingDirectory } = context;
  const [command = "", ...parameters] = words;
  const file = await readStackConfiguration(flags, workingDirectory);
  const pool = await readPool(flags, file, workingDirectory);
  const executable = await findCommand(command, { searchPath: environment["PATH"] ?? "", workingDirectory });
  return {
    load: flags.load,
    stack: {
      pool,
      executable,
      parameters,
      workingDirectory,
      environment:
        flags.capacity === undefined ? environment : { ...environment, CAPACITY: String(flags.capacity) },
      port: flags.port,
      configuration: file.configuration,
      readyPath: flags.readyPath,
      readyTimeoutMs: flags.readyTimeout,
      stopGraceMs: flags.stopTimeout,
      keepGoing: flags.keepGoing ?? false,
    },
  };
}

/** `fairlead dev`. */
export function devCommand(run: Run): Command {
  const command = new Command("dev")
    .summary("run your own server under Fairlead on this host")
    .description(
      "Runs your server several times on this host, behind a real Envoy with the Fairlead filter.\nEach new client is led to the least-loaded of them, as it will be behind Istio.",
    )
    .usage("[options] -- <command...>")
    .argument("<command...>", "your server and its arguments; {host}, {port} and {podId} are filled in")
    .passThroughOptions()
    .addOption(
      new Option("--pods <count>", "so many pods, always (default: 3)").argParser(asArgument(parsePods)),
    )
    .option("--min <count>", "fewest pods, where they follow the clients (default: 1)")
    .option("--max <count>", "most pods, where they follow the clients (default: 10)")
    .option("--target <clients>", "clients that each pod should have on average (default: 10)")
    .option("--pool <file>", "YAML or JSON with a PodPool, or with its spec; flags win over it")
    .addOption(
      new Option("--port <port>", "port of the gateway, 0 for a free one")
        .default(8080)
        .argParser(asArgument(parsePort)),
    )
    .addOption(
      new Option("--name <name>", "name of the pool, for pods <name>-1-x7k4q … (default: app)").argParser(
        asArgument(parseName),
      ),
    )
    .addOption(
      new Option("--mode <mode>", "how the filter finds the pod (default: snapshot)").choices([
        "snapshot",
        "per_request",
      ]),
    )
    .addOption(
      new Option("--routing <way>", "how the gateway reaches the pod (default: routes)").choices([
        "routes",
        "override-host",
      ]),
    )
    .addOption(
      new Option("--workload-path <path>", "where pods report their clients (default: /workload)").argParser(
        asArgument((text) => parsePath(text, "--workload-path")),
      ),
    )
    .addOption(
      new Option(
        "--capacity <clients>",
        "given to each pod as CAPACITY, for servers that report it",
      ).argParser(asArgument(parseCapacity)),
    )
    .addOption(
      new Option(
        "--ready-path <path>",
        "a pod is ready when this path answers 200 to 399 (default: when its port is open)",
      ).argParser(asArgument((text) => parsePath(text, "--ready-path"))),
    )
    .addOption(
      new Option("--ready-timeout <duration>", "how long a pod may take to be ready")
        .default(30_000, "30s")
        .argParser(asArgument((text) => parseDuration(text, "--ready-timeout"))),
    )
    .addOption(
      new Option("--stop-timeout <duration>", "how long a pod may take to stop before it is killed")
        .default(10_000, "10s")
        .argParser(asArgument((text) => parseDuration(text, "--stop-timeout"))),
    )
    .addOption(
      new Option(
        "--load <spec>",
        "send clients, such as clients=50,rate=10/s,session=20s,kind=websocket,path=/chat; may be repeated",
      )
        .default([], "none")
        .argParser((text: string, before: readonly LoadSpec[]) => [
          ...before,
          asArgument(parseLoadSpec)(text),
        ]),
    )
    .option("--config <file>", "YAML or JSON with settings of filter, lookup service and scaler")
    .option("--keep-going", "keep trying when a pod is not ready at the start");
  addCommonOptions(command).addHelpText("after", DEV_HELP);
  return command.action((words: string[], flags: DevFlags) =>
    run(command, async (context) => runDev(await resolveDev(words, flags, context), context)),
  );
}
