#!/usr/bin/env node
import closeWithGrace from "close-with-grace";
import { FairleadError, type ScalerControllerConfiguration } from "@fairlead/routing-schema";
import { pino, type Logger } from "pino";
import packageJson from "../package.json" with { type: "json" };
import { HELP, readCommandLine, type CommandLine } from "./configuration/read-command-line.ts";
import { openLocalScaler } from "./local/open-local-scaler.ts";
import type { OpenScaler } from "./open-scaler.ts";

/** Exit code of a command line or configuration that cannot be used. */
const EXIT_CONFIGURATION = 2;
/** What stopping may take besides the timeout that is set. */
const STOP_MARGIN_MS = 3_000;

/** The Kubernetes client is loaded for its world alone. */
async function openScaler(
  { world, ...common }: ScalerControllerConfiguration,
  logger: Logger,
): Promise<OpenScaler> {
  if (world.kind === "local") return openLocalScaler({ ...common, world }, logger);
  const { openKubernetesScaler } = await import("./kubernetes/open-kubernetes-scaler.ts");
  return openKubernetesScaler({ ...common, world }, logger);
}

async function run({
  configuration,
  unknownVariables,
}: Extract<CommandLine, { command: "run" }>): Promise<void> {
  const { logLevel, stop } = configuration;
  const logger = pino({
    level: logLevel,
    base: { service: "fairlead-scaler-controller", version: packageJson.version },
  });
  for (const variable of unknownVariables) logger.warn({ variable }, "environment variable sets nothing");
  let end = async (): Promise<void> => {};
  closeWithGrace({ delay: stop.timeoutMs + STOP_MARGIN_MS, logger }, async ({ err, signal }) => {
    if (err !== undefined) logger.error({ err }, "stopping after an error");
    else logger.info({ signal }, "stopping");
    await end();
    logger.info("stopped");
  });
  const open = await openScaler(configuration, logger);
  end = open.close;
  // A promise of its own, which nobody handles on purpose, whoever handles the one it comes from: it ends the process.
  void open.broken.then(() => {});
  const { host: address, port } = await open.scaler.listen();
  logger.info({ host: address, port }, "listening");
}

try {
  const commandLine = await readCommandLine(process.argv.slice(2), process.env);
  if (commandLine.command === "help") process.stdout.write(HELP);
  else if (commandLine.command === "version") process.stdout.write(`${packageJson.version}\n`);
  else await run(commandLine);
} catch (error) {
  if (!FairleadError.isInstance(error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(EXIT_CONFIGURATION);
}
