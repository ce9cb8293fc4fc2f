import { Option, type Command } from "commander";
import type { ClusterFlags } from "../inspect/cluster-flags.ts";
import { usageError } from "../options/usage-error.ts";
import { asArgument } from "./as-argument.ts";
import { outputOption } from "./common-options.ts";

/** What {@link addScalerOptions} adds. */
export interface AskedFlags extends ClusterFlags {
  readonly scaler?: string;
}

const CLUSTER_OPTIONS = ["cluster", "kubeconfig", "context", "namespace", "allNamespaces"];

function parseUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw usageError(`--scaler takes an address such as http://127.0.0.1:8081, not "${text}".`);
}

/** Adds what every command has in common that asks a scaler or a cluster. */
export const addScalerOptions = (command: Command): Command =>
  command
    .addOption(
      new Option("--scaler <url>", "ask the scaler at this address")
        .argParser(asArgument(parseUrl))
        .conflicts(CLUSTER_OPTIONS),
    )
    .option("--cluster", "ask the cluster of the kubeconfig, even while a fairlead dev runs")
    .option("--kubeconfig <file>", "kubeconfig of the cluster (default: as kubectl finds it)")
    .option("--context <name>", "context of the kubeconfig (default: its current one)")
    .option("-n, --namespace <name>", "namespace of the pool (default: that of the context)")
    .addOption(new Option("-A, --all-namespaces", "pools of all namespaces").conflicts(["namespace"]))
    .addOption(outputOption());
