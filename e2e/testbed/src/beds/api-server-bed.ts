import { findBinaries } from "../binaries/find-binaries.ts";
import type { Environment } from "../binaries/cache-directory.ts";
import type { ApiEndpoint } from "../kubernetes/api-endpoint.ts";
import { createApiServer } from "../kubernetes/api-server.ts";
import { createCredentials } from "../kubernetes/credentials.ts";
import { createEtcd } from "../kubernetes/etcd.ts";
import { createKubectl, type Kubectl } from "../kubernetes/kubectl.ts";
import { randomLoopbackAddress } from "../network/loopback-address.ts";
import { createGuardedDirectory } from "../process/directory-guard.ts";
import type { Part } from "../process/part.ts";

/** Settings of a bed. */
export interface BedOptions {
  /** Usually `process.env`: where programs are looked for, and what they are started with. */
  readonly environment: Environment;
  /** Told when something slow begins or has ended. */
  readonly onProgress?: ((message: string) => void) | undefined;
}

/** An API server with its etcd, and nothing else: objects are kept and watched, no controller acts on them. */
export interface ApiServerBed {
  /** Of the administrator. */
  readonly endpoint: ApiEndpoint;
  readonly kubectl: Kubectl;
  readonly etcd: Part;
  readonly apiServer: Part;
  /** Logs and data, removed by `stop`. */
  readonly directory: string;
  stop(): Promise<void>;
}

/**
 * Starts etcd and kube-apiserver on a loopback address of their own; several beds at once do not meet.
 *
 * @throws TestbedError when a program is missing, or does not start.
 */
export async function startApiServerBed(options: BedOptions): Promise<ApiServerBed> {
  const { environment, onProgress } = options;
  const paths = await findBinaries(["etcd", "kube-apiserver"], { environment, onProgress });
  const directory = await createGuardedDirectory("api-server");
  const place = { host: randomLoopbackAddress(), directory: directory.path, environment };
  const credentials = await createCredentials(directory.path);
  const etcd = createEtcd(paths.etcd, place);
  const apiServer = createApiServer(paths["kube-apiserver"], { etcdUrl: etcd.url, credentials }, place);
  const stop = async (): Promise<void> => {
    await Promise.all([apiServer.part.kill(), etcd.part.kill()]);
    await directory.remove();
  };
  try {
    await etcd.part.start();
    await apiServer.part.start();
    const endpoint = await apiServer.endpoint();
    return {
      endpoint,
      kubectl: createKubectl(endpoint, { directory: directory.path, environment }),
      etcd: etcd.part,
      apiServer: apiServer.part,
      directory: directory.path,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
