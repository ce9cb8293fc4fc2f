import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startApiServerBed, type BedOptions } from "../beds/api-server-bed.ts";
import { startClusterBed } from "../beds/cluster-bed.ts";
import { startIstioBed } from "../beds/istio-bed.ts";
import type { Environment } from "../binaries/cache-directory.ts";
import { TestbedError } from "../binaries/testbed-error.ts";
import { formatKubeconfig, type ApiEndpoint } from "../kubernetes/api-endpoint.ts";
import type { Part } from "../process/part.ts";

/** What is shown of a bed. */
interface ShownBed {
  readonly endpoint: ApiEndpoint;
  readonly directory: string;
  readonly parts: readonly Part[];
  stop(): Promise<void>;
}

const seconds = (durationMs: number): string => `${(durationMs / 1_000).toFixed(1)} s`;

async function start(layer: string, options: BedOptions): Promise<ShownBed> {
  if (layer === "api-server") {
    const bed = await startApiServerBed(options);
    return { ...bed, parts: [bed.etcd, bed.apiServer] };
  }
  if (layer === "cluster") {
    const bed = await startClusterBed(options);
    return { ...bed, parts: [bed.etcd, bed.apiServer, bed.controllerManager] };
  }
  if (layer === "istio") {
    const bed = await startIstioBed(options);
    await bed.addGateway("gateway");
    return { ...bed, parts: [bed.etcd, bed.apiServer, bed.controllerManager, bed.istiod] };
  }
  throw new TestbedError(`There is no layer "${layer}". There are: api-server, cluster, istio.`);
}

/** Runs a bed until Ctrl-C, and says how to reach it and how long its start took. */
export async function upCommand(
  [layer = "api-server"]: readonly string[],
  environment: Environment,
): Promise<void> {
  const startedAt = performance.now();
  const bed = await start(layer, { environment, onProgress: console.log });
  const kubeconfig = join(bed.directory, "admin.kubeconfig");
  await writeFile(kubeconfig, formatKubeconfig(bed.endpoint), { mode: 0o600 });
  for (const part of bed.parts) console.log(`${part.name} ${seconds(part.startedInMs)}`);
  console.log(`ready after ${seconds(performance.now() - startedAt)}; Ctrl-C ends it`);
  console.log(`export KUBECONFIG=${kubeconfig}`);
  const waiting = setInterval(() => {}, 60_000);
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  clearInterval(waiting);
  await bed.stop();
}
