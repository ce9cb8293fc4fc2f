import { randomUUID } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describeExit, startSupervisedProcess } from "@fairlead/local-pods";
import type { Environment } from "../binaries/cache-directory.ts";
import { findBinaries } from "../binaries/find-binaries.ts";
import { TestbedError } from "../binaries/testbed-error.ts";
import { formatKubeconfig, type ApiEndpoint } from "./api-endpoint.ts";

/**
 * Runs kubectl as the administrator, on this host, and gives what it wrote to its output.
 *
 * @param stdin what it reads with `-f -`
 *
 * @throws TestbedError with what it wrote to its error output, when its exit code is not 0.
 */
export type Kubectl = (parameters: readonly string[], stdin?: string) => Promise<string>;

/** Makes a {@link Kubectl}. The program is looked for, and built if need be, with the first call. */
export function createKubectl(
  endpoint: ApiEndpoint,
  { directory, environment }: { readonly directory: string; readonly environment: Environment },
): Kubectl {
  return async (parameters, stdin = "") => {
    const { kubectl } = await findBinaries(["kubectl"], { environment });
    const id = randomUUID();
    const kubeconfig = join(directory, `kubectl-${id}.kubeconfig`);
    const input = join(directory, `kubectl-${id}.input`);
    const options = { mode: 0o600 };
    await Promise.all([
      writeFile(kubeconfig, formatKubeconfig(endpoint), options),
      writeFile(input, stdin, options),
    ]);
    const lines = { stdout: [] as string[], stderr: [] as string[] };
    const running = await startSupervisedProcess({
      path: "/bin/sh",
      // A supervised process has no input of its own.
      parameters: [
        "-c",
        'input=$1 && shift && exec "$@" <"$input"',
        "kubectl",
        input,
        kubectl,
        `--kubeconfig=${kubeconfig}`,
        `--cache-dir=${join(directory, "kubectl-cache")}`,
        ...parameters,
      ],
      environment,
      onLine: (line, stream) => lines[stream].push(line),
    });
    const exit = await running.exited;
    await Promise.all([rm(kubeconfig, { force: true }), rm(input, { force: true })]);
    if (exit.code === 0) return lines.stdout.map((line) => `${line}\n`).join("");
    throw new TestbedError(
      `kubectl ${parameters.join(" ")} ended with ${describeExit(exit)}:\n${lines.stderr.join("\n")}`,
    );
  };
}
