#!/usr/bin/env node
import type { LookupServiceConfiguration, LookupSource } from "@fairlead/routing-schema";
import { runProgram, stopWithGrace } from "@fairlead/service-kit";
import type { Logger } from "pino";
import packageJson from "../package.json" with { type: "json" };
import { HELP, readCommandLine } from "./configuration/read-command-line.ts";
import { createLookupService } from "./create-lookup-service.ts";
import { createFileSource } from "./sources/file-source.ts";
import type { PodSource } from "./sources/pod-source.ts";

/** What stopping may take besides the times that are set. */
const STOP_MARGIN_MS = 1_000;

/** Loads what speaks with Kubernetes only where it is asked for: it is larger than all the rest. */
async function openSource(source: LookupSource): Promise<PodSource> {
  if (source.kind === "file") return createFileSource({ path: source.path });
  const { openKubernetesSource } = await import("./kubernetes/open-kubernetes-source.ts");
  return openKubernetesSource(source);
}

async function run(configuration: LookupServiceConfiguration, logger: Logger): Promise<void> {
  const source = await openSource(configuration.source);
  const service = createLookupService({ source, configuration, logger });
  const { drainMs, timeoutMs } = configuration.stop;
  const grace = stopWithGrace({
    stop: () => service.stop(),
    delayMs: drainMs + timeoutMs + STOP_MARGIN_MS,
    logger,
  });
  try {
    const { host, port } = await service.listen();
    logger.info({ host, port }, "listening");
  } catch (error) {
    grace.uninstall();
    await service.stop();
    throw error;
  }
}

await runProgram({
  name: "fairlead-lookup-service",
  version: packageJson.version,
  help: HELP,
  readCommandLine: () => readCommandLine(process.argv.slice(2), process.env),
  run,
});
