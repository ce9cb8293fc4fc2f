import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findBinaries } from "../binaries/find-binaries.ts";
import { createKubelet, type Kubelet } from "../kubelet/create-kubelet.ts";
import type { Images } from "../kubelet/images.ts";
import { formatKubeconfig, type ApiEndpoint } from "../kubernetes/api-endpoint.ts";
import { API_SERVICE, createApiServer } from "../kubernetes/api-server.ts";
import { createAuditFiles, readAuditLog, type AuditedRequest } from "../kubernetes/audit-log.ts";
import { createControllerManager } from "../kubernetes/controller-manager.ts";
import { createCredentials } from "../kubernetes/credentials.ts";
import { createEtcd } from "../kubernetes/etcd.ts";
import { createKubectl, type Kubectl } from "../kubernetes/kubectl.ts";
import { createNetworkNamespace, type NetworkNamespace } from "../network/network-namespace.ts";
import { createGuardedDirectory } from "../process/directory-guard.ts";
import type { Part } from "../process/part.ts";
import type { BedOptions } from "./api-server-bed.ts";

/** Settings of a cluster. */
export interface ClusterBedOptions extends BedOptions {
  /**
   * Commands of this host by the name of the image, without tag and digest, whose entry point each stands for.
   * Pods with other images wait with `ErrImagePull`, unless they have a command.
   */
  readonly images?: Images | undefined;
  /**
   * Rules of an audit policy (`audit.k8s.io/v1`), by which the API server records who asks what and when.
   * Absent: nothing is recorded.
   */
  readonly auditRules?: readonly object[] | undefined;
}

/**
 * Kubernetes in a network of its own: what is created of Jobs, Deployments and Services is acted on, and pods are
 * processes.
 */
export interface ClusterBed {
  /** Of the administrator, as reached from this process. */
  readonly endpoint: ApiEndpoint;
  readonly kubectl: Kubectl;
  /** Kubeconfig of the administrator, for programs inside the network. */
  readonly kubeconfigPath: string;
  readonly network: NetworkNamespace;
  readonly etcd: Part;
  readonly apiServer: Part;
  readonly controllerManager: Part;
  readonly kubelet: Kubelet;
  /** What the API server records, one event of `audit.k8s.io/v1` a line. */
  readonly auditLogPath: string;
  /** Logs and data, removed by `stop`. */
  readonly directory: string;
  /** The requests of service accounts that the API server has answered. */
  auditedRequests(): Promise<readonly AuditedRequest[]>;
  stop(): Promise<void>;
}

const HOST = "127.0.0.1";

/**
 * Starts etcd, kube-apiserver, kube-controller-manager and a kubelet. Each bed has a network of its own;
 * several at once do not meet.
 *
 * @throws TestbedError when a program is missing, does not start, or the machine allows no network namespace.
 */
export async function startClusterBed(options: ClusterBedOptions): Promise<ClusterBed> {
  const { auditRules, environment, images, onProgress } = options;
  const names = ["etcd", "kube-apiserver", "kube-controller-manager"] as const;
  const paths = await findBinaries(names, { environment, onProgress });
  const directory = await createGuardedDirectory("cluster");
  const undo: (() => Promise<void>)[] = [() => directory.remove()];
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const network = await createNetworkNamespace(directory.path, environment);
    undo.push(() => network.close());
    const [etcdAt, apiServerAt, managerAt] = await Promise.all([
      network.forward(HOST, 2379),
      network.forward(API_SERVICE.host, API_SERVICE.port),
      network.forward(HOST, 10257),
    ]);
    const place = { host: HOST, directory: directory.path, environment, enter: network.enter };
    const credentials = await createCredentials(directory.path);
    const audit = await createAuditFiles(directory.path, auditRules);

    const etcd = createEtcd(paths.etcd, { ...place, reachedAt: etcdAt });
    const apiServer = createApiServer(
      paths["kube-apiserver"],
      { etcdUrl: etcd.url, credentials, audit, port: API_SERVICE.port },
      { ...place, host: API_SERVICE.host, reachedAt: apiServerAt },
    );
    undo.push(async () => void (await Promise.all([apiServer.part.kill(), etcd.part.kill()])));
    await etcd.part.start();
    await apiServer.part.start();
    const endpoint = await apiServer.endpoint();

    const kubeconfigPath = join(directory.path, "kubeconfig");
    await writeFile(kubeconfigPath, formatKubeconfig({ ...endpoint, url: apiServer.url }), { mode: 0o600 });
    const controllerManager = createControllerManager(
      paths["kube-controller-manager"],
      { kubeconfigPath, certificateAuthorityPath: apiServer.certificatePath, credentials },
      { ...place, reachedAt: managerAt },
    );
    undo.push(() => controllerManager.kill());
    const kubelet = await createKubelet({
      endpoint,
      network,
      environment,
      directory: directory.path,
      images,
      apiServer: API_SERVICE,
    });
    undo.push(() => kubelet.stop());
    await controllerManager.start();
    return {
      endpoint,
      kubectl: createKubectl(endpoint, { directory: directory.path, environment }),
      kubeconfigPath,
      network,
      etcd: etcd.part,
      apiServer: apiServer.part,
      controllerManager,
      kubelet,
      auditLogPath: audit.logPath,
      directory: directory.path,
      auditedRequests: () => readAuditLog(audit),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
