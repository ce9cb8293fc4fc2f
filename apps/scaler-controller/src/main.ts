#!/usr/bin/env node
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import closeWithGrace from "close-with-grace";
import { FairleadError } from "@fairlead/routing-schema";
import { pino } from "pino";
import packageJson from "../package.json" with { type: "json" };
import { HELP, readCommandLine, type CommandLine } from "./configuration/read-command-line.ts";
import { createScalerController } from "./create-scaler-controller.ts";
import { awaitLeadership } from "./local/await-leadership.ts";
import { createLockFileLeadership } from "./local/lock-file-leadership.ts";
import { startLocalHost } from "./local/start-local-host.ts";
import { steadyClock } from "./steady-clock.ts";

/** Exit code of a command line or configuration that cannot be used. */
const EXIT_CONFIGURATION = 2;
/** What stopping may take besides the timeouts that are set: Envoy's own drain, and the disk. */
const STOP_MARGIN_MS = 6_000;

/** The bundle has the filter beside itself. */
function bundledFilter(): string | undefined {
  const path = fileURLToPath(new URL("plugin.wasm", import.meta.url));
  return existsSync(path) ? path : undefined;
}

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
  const standBy = new AbortController();
  let end = async (): Promise<void> => standBy.abort();
  closeWithGrace(
    { delay: stop.timeoutMs + world.stopGraceMs + STOP_MARGIN_MS, logger },
    async ({ err, signal }) => {
      if (err !== undefined) logger.error({ err }, "stopping after an error");
      else logger.info({ signal }, "stopping");
      await end();
      logger.info("stopped");
    },
  );
  const lock = createLockFileLeadership({
    path: world.lockFile,
    leaseMs: leadership.leaseMs,
    clock: steadyClock,
  });
  logger.info({ lockFile: world.lockFile }, "standing by until this process leads");
  const gained = await awaitLeadership(lock, standBy.signal);
  if (gained === undefined) return;
  end = () => gained.stop();
  const host = await startLocalHost(configuration, {
    environment: process.env,
    logger,
    wasmPath: bundledFilter(),
  });
  const scaler = createScalerController({
    pools: [host.world],
    leadership: gained,
    reconcile,
    listen,
    stopTimeoutMs: stop.timeoutMs,
    logger,
  });
  end = async () => {
    // The next leader writes the pods file from here on.
    host.world.close();
    await scaler.stop();
    await host.stop();
  };
  // Pods and gateway cannot outlive their process, so a process that lost either, or the lead, ends.
  void Promise.race([host.failed, gained.lost.then(() => new Error("leadership was lost"))]).then((error) => {
    throw error;
  });
  await host.world.start();
  const { host: address, port } = await scaler.listen();
  logger.info({ host: address, port, gateway: host.gatewayAddress }, "listening");
}

try {
  const commandLine = await readCommandLine(process.argv.slice(2), process.env);
  if (commandLine.command === "help") process.stdout.write(HELP);
  else if (commandLine.command === "version") process.stdout.write(`${packageJson.version}\n`);
  else await run(commandLine);
} catch (error) {
  if (!FairleadError.isInstance(error)) throw error;
  process.stderr.write(`${error.message}\n`);
  // What was started before the fault ends with the process.
  process.exit(EXIT_CONFIGURATION);
}
