#!/usr/bin/env node
import type { ScalerControllerConfiguration } from "@fairlead/routing-schema";
import { runProgram, stopWithGrace } from "@fairlead/service-kit";
import type { Logger } from "pino";
import packageJson from "../package.json" with { type: "json" };
import { HELP, readCommandLine } from "./configuration/read-command-line.ts";
import { openLocalScaler } from "./local/open-local-scaler.ts";
import type { OpenScaler } from "./open-scaler.ts";

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

async function run(configuration: ScalerControllerConfiguration, logger: Logger): Promise<void> {
  let stop = async (): Promise<void> => {};
  stopWithGrace({ stop: () => stop(), delayMs: configuration.stop.timeoutMs + STOP_MARGIN_MS, logger });
  const open = await openScaler(configuration, logger);
  stop = open.close;
  // A promise of its own, which nobody handles on purpose, whoever handles the one it comes from: it ends the process.
  void open.broken.then(() => {});
  const { host, port } = await open.scaler.listen();
  logger.info({ host, port }, "listening");
}

await runProgram({
  name: "fairlead-scaler-controller",
  version: packageJson.version,
  help: HELP,
  readCommandLine: () => readCommandLine(process.argv.slice(2), process.env),
  run,
});
