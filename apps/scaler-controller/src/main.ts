#!/usr/bin/env node
import closeWithGrace from "close-with-grace";
import { FairleadError } from "@fairlead/routing-schema";
import { pino } from "pino";
import packageJson from "../package.json" with { type: "json" };
import { HELP, readCommandLine, type CommandLine } from "./configuration/read-command-line.ts";
import { createScalerController } from "./create-scaler-controller.ts";
import { connectPodHost } from "./local/host-api/connect-pod-host.ts";
import { createLockFileLeadership } from "./local/lock-file-leadership.ts";
import { remoteWorld } from "./local/remote-world.ts";
import { createSteadyClock } from "./steady-clock.ts";

/** Exit code of a command line or configuration that cannot be used. */
const EXIT_CONFIGURATION = 2;
/** What stopping may take besides the timeout that is set. */
const STOP_MARGIN_MS = 3_000;

async function run({
  configuration,
  unknownVariables,
}: Extract<CommandLine, { command: "run" }>): Promise<void> {
  const { leadership, listen, logLevel, reconcile, stop, world } = configuration;
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
  const host = await connectPodHost(world.socket);
  const clock = createSteadyClock(host.description.clockOffsetMs);
  const scaler = createScalerController({
    pools: [remoteWorld(configuration, host, clock)],
    leadership: createLockFileLeadership({
      path: `${world.socket}.lock`,
      leaseMs: leadership.leaseMs,
      clock,
    }),
    reconcile,
    listen,
    stopTimeoutMs: stop.timeoutMs,
    logger,
    clock,
  });
  end = async () => {
    await scaler.stop();
    await host.close();
  };
  void host.replaced.then(() => {
    throw new Error("another process has taken the place of the one that had the pods");
  });
  const { host: address, port } = await scaler.listen();
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
