import { access } from "node:fs/promises";
import { FairleadError, type ErrorCode } from "@fairlead/routing-schema";
import { KubeConfig } from "@kubernetes/client-node";
import { mergeKubeConfigs } from "./merge-kube-configs.ts";

/** Which credentials are loaded, and how errors name what chooses them. */
export interface KubeConfigOptions {
  /** Kubeconfigs, of which the first to name something has it. Absent or empty: the pod's service account. */
  readonly files?: readonly string[];
  /** Of the kubeconfigs. Default: the current one. */
  readonly context?: string | undefined;
  /** What names a kubeconfig, as the user writes it: `source.kubeconfig`, `--kubeconfig FILE`. */
  readonly setting: string;
  /** What chooses a context, as the user writes it. Absent: the kubeconfig alone. */
  readonly contextSetting?: string;
  /** Of every error. Default: `configuration_unreadable`. */
  readonly errorCode?: ErrorCode;
}

type Fail = (message: string, file: string, cause?: unknown) => FairleadError;

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function readFile(file: string, setting: string, fail: Fail): KubeConfig {
  const kubeConfig = new KubeConfig();
  try {
    kubeConfig.loadFromFile(file);
  } catch (error) {
    const message = `The kubeconfig ${file} cannot be read: ${reasonOf(error)}. Name another one with ${setting}.`;
    throw fail(message, file, error);
  }
  return kubeConfig;
}

function assertComplete(kubeConfig: KubeConfig, options: KubeConfigOptions, fail: Fail): void {
  const { files = [], setting, contextSetting } = options;
  const [file = ""] = files;
  const origin = files.length === 1 ? `The kubeconfig ${file}` : `KUBECONFIG (${files.join(", ")})`;
  const context = kubeConfig.getCurrentContext();
  const contexts = kubeConfig.getContexts().map(({ name }) => name);
  const choice = contexts.length === 0 ? "It has none." : `There is: ${contexts.join(", ")}.`;
  const mend =
    contextSetting === undefined
      ? `Set its current-context, or name another one with ${setting}.`
      : `Choose one with ${contextSetting}.`;
  if (!context) throw fail(`${origin} has no current context. ${mend} ${choice}`, file);
  const found = kubeConfig.getContextObject(context);
  if (found === null) throw fail(`${origin} has no context ${context}. ${mend} ${choice}`, file);
  if (kubeConfig.getCurrentCluster() !== null) return;
  const message = `The context ${context} of ${origin} names the cluster ${found.cluster}, which is not there. ${mend}`;
  throw fail(message, file);
}

async function loadServiceAccount(setting: string, fail: Fail): Promise<KubeConfig> {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromCluster();
  const certificate = kubeConfig.getCurrentCluster()?.caFile ?? "";
  try {
    await access(certificate);
  } catch (error) {
    const message = `There is no service account: ${reasonOf(error)}. Outside of a cluster, name a kubeconfig with ${setting}; in a pod, let it have the token of its service account (automountServiceAccountToken).`;
    throw fail(message, certificate, error);
  }
  return kubeConfig;
}

/**
 * How the API server is reached: by kubeconfigs, or by the service account of the pod that this runs in, whose
 * token is read anew as the kubelet renews it. What is returned has a current context with its cluster.
 *
 * @throws {FairleadError} with the code that was asked for, when there is neither; `details.file` is the file that is at
 * fault.
 */
export async function loadKubeConfig(options: KubeConfigOptions): Promise<KubeConfig> {
  const { files = [], context, setting, errorCode = "configuration_unreadable" } = options;
  const fail: Fail = (message, file, cause) =>
    new FairleadError(errorCode, message, { cause, details: { file } });
  if (files.length === 0) return loadServiceAccount(setting, fail);
  const kubeConfig = mergeKubeConfigs(files.map((file) => readFile(file, setting, fail)));
  if (context !== undefined) kubeConfig.setCurrentContext(context);
  assertComplete(kubeConfig, options, fail);
  return kubeConfig;
}
