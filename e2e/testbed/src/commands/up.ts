import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startApiServerBed } from "../beds/api-server-bed.ts";
import type { Environment } from "../binaries/cache-directory.ts";
import { formatKubeconfig } from "../kubernetes/api-endpoint.ts";

const seconds = (durationMs: number): string => `${(durationMs / 1_000).toFixed(1)} s`;

/** Runs an API server until Ctrl-C, and says how to reach it and how long its start took. */
export async function upCommand(_: readonly string[], environment: Environment): Promise<void> {
  const startedAt = performance.now();
  const bed = await startApiServerBed({ environment, onProgress: console.log });
  const kubeconfig = join(bed.directory, "kubeconfig");
  await writeFile(kubeconfig, formatKubeconfig(bed.endpoint), { mode: 0o600 });
  for (const part of [bed.etcd, bed.apiServer]) console.log(`${part.name} ${seconds(part.startedInMs)}`);
  console.log(`ready after ${seconds(performance.now() - startedAt)}; Ctrl-C ends it`);
  console.log(`export KUBECONFIG=${kubeconfig}`);
  const waiting = setInterval(() => {}, 60_000);
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  clearInterval(waiting);
  await bed.stop();
}
