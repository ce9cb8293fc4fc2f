#!/usr/bin/env node
import closeWithGrace from "close-with-grace";
import { FairleadError, type LookupSource } from "@fairlead/routing-schema";
import { pino } from "pino";
import packageJson from "../package.json" with { type: "json" };
import { HELP, readCommandLine, type CommandLine } from "./configuration/read-command-line.ts";
import { createLookupService } from "./create-lookup-service.ts";
import { createFileSource } from "./sources/file-source.ts";
import type { PodSource } from "./sources/pod-source.ts";

/** Exit code of a command line or configuration that cannot be used. */
const EXIT_CONFIGURATION = 2;

/** Loads what speaks with Kubernetes only where it is asked for: it is larger than all the rest. */
async function openSource(source: LookupSource): Promise<PodSource> {
  if (source.kind === "file") return createFileSource({ path: source.path });
  const { openKubernetesSource } = await import("./kubernetes/open-kubernetes-source.ts");
  return openKubernetesSource(source);
}

async function run({
  configuration,
  unknownVariables,
}: Extract<CommandLine, { command: "run" }>): Promise<void> {
  const logger = pino({
    level: configuration.logLevel,
    base: { service: "fairlead-lookup-service", version: packageJson.version },
  });
  for (const variable of unknownVariables) logger.warn({ variable }, "environment variable sets nothing");
  const service = createLookupService({
    source: await openSource(configuration.source),
    configuration,
    logger,
  });

  const grace = closeWithGrace(
    { delay: configuration.stop.drainMs + configuration.stop.timeoutMs + 1_000, logger },
    async ({ err, signal }) => {
      if (err !== undefined) logger.error({ err }, "stopping after an error");
      else logger.info({ signal }, "stopping");
      await service.stop();
      logger.info("stopped");
    },
  );
  try {
    const { host, port } = await service.listen();
    logger.info({ host, port }, "listening");
  } catch (error) {
    grace.uninstall();
    await service.stop();
    throw error;
  }
}

try {
  const commandLine = await readCommandLine(process.argv.slice(2), process.env);
  if (commandLine.command === "help") process.stdout.write(HELP);
  else if (commandLine.command === "version") process.stdout.write(`${packageJson.version}\n`);
  else await run(commandLine);
} catch (error) {
  if (!FairleadError.isInstance(error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = EXIT_CONFIGURATION;
}
