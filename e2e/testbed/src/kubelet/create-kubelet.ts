import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { BackOffOptions } from "@fairlead/local-pods";
import { TestbedError } from "../binaries/testbed-error.ts";
import { callApi, mayTakeItLater } from "../kubernetes/call-api.ts";
import { followObjects } from "../kubernetes/follow-objects.ts";
import { followConfigObjects } from "./config-objects.ts";
import { isKnownImage, type Images } from "./images.ts";
import type { PodObject } from "./pod-object.ts";
import { runPod, type NodeContext, type PodNetwork, type PodWorker } from "./pod-worker.ts";

/** Settings of {@link createKubelet}. */
export interface KubeletOptions extends Omit<
  NodeContext,
  "nodeName" | "nodeAddress" | "restartBackOff" | "hostDirectory" | "images" | "objects"
> {
  /** What images stand for. Default: none is there. */
  readonly images?: Images | undefined;
  /** Waits between restarts of a container; shorter than the real ones, so that tests do not wait for them. */
  readonly restartBackOff?: BackOffOptions | undefined;
}

/** A node on which pods are processes of this host. */
export interface Kubelet {
  readonly nodeName: string;
  /** The pods that run here. */
  pods(): readonly PodWorker[];
  /** A pod by its name, or by its Job's. */
  find(namespace: string, name: string): PodWorker | undefined;
  /** Kills all pods, without a word to the API server. */
  stop(): Promise<void>;
}

const NODE_NAME = "testbed";
const NODE_ADDRESS = "10.244.255.1";
/** Pods have 10.244.1.0 and what follows, up to 10.244.250.255; the rest is for gateways and the like. */
const FIRST_ADDRESS = 256;
const ADDRESS_COUNT = 250 * 256 - FIRST_ADDRESS;
/** Before a pod is bound that could not be, as on a busy API server. */
const BINDING_PAUSE_MS = 250;
const RESTART_BACK_OFF: BackOffOptions = { initialMs: 250, maximumMs: 5_000, recoveredAfterMs: 60_000 };

/**
 * An annotation that gives a pod a network of its own, for servers that listen on all addresses. Pods with an
 * image that stands for a command have one without it.
 */
export const OWN_NETWORK_ANNOTATION = "testbed.fairlead.dev/own-network";

const isOver = ({ status }: PodObject): boolean =>
  status?.phase === "Succeeded" || status?.phase === "Failed";

async function createNode({ endpoint }: KubeletOptions): Promise<void> {
  const node = {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name: NODE_NAME,
      labels: { "kubernetes.io/hostname": NODE_NAME, "kubernetes.io/os": "linux" },
    },
  };
  const created = await callApi(endpoint, { method: "POST", path: "/api/v1/nodes", body: node });
  if (created.status !== 201 && created.status !== 409) {
    throw new TestbedError(`The node of the test bed cannot be created: ${created.text}`);
  }
  const status = {
    addresses: [{ type: "InternalIP", address: NODE_ADDRESS }],
    conditions: [
      { type: "Ready", status: "True", reason: "Testbed", lastTransitionTime: new Date().toISOString() },
    ],
  };
  const contentType = "application/strategic-merge-patch+json";
  await callApi(endpoint, {
    method: "PATCH",
    path: `/api/v1/nodes/${NODE_NAME}/status`,
    body: { status },
    contentType,
  });
}

/**
 * Runs a node: binds the pods that have no node to it, as there is no scheduler, runs them, and tells
 * their status. A container's command, or what its image stands for, is run on this host, in the network
 * of the test bed, with an address for each pod.
 *
 * @throws TestbedError when its node cannot be created.
 */
export async function createKubelet(options: KubeletOptions): Promise<Kubelet> {
  const { directory, endpoint, images = {} } = options;
  const hostDirectory = join(directory, "host");
  await Promise.all([createNode(options), mkdir(hostDirectory, { recursive: true })]);
  const stopping = new AbortController();
  const objects = followConfigObjects(endpoint, stopping.signal);
  const context: NodeContext = {
    ...options,
    hostDirectory,
    images,
    objects,
    nodeName: NODE_NAME,
    nodeAddress: NODE_ADDRESS,
    restartBackOff: options.restartBackOff ?? RESTART_BACK_OFF,
  };
  const workers = new Map<string, PodWorker>();
  /** Pods whose network is being made, as they were seen last. */
  const starting = new Map<string, PodObject>();
  /** Pods that are being bound to the node. */
  const binding = new Set<string>();
  let addresses = 0;

  const hasOwnNetwork = ({ metadata, spec }: PodObject): boolean =>
    metadata.annotations?.[OWN_NETWORK_ANNOTATION] !== undefined ||
    spec.containers.some((container) => isKnownImage(container, images));
  const makeNetwork = async (pod: PodObject): Promise<PodNetwork> => {
    const number = FIRST_ADDRESS + (addresses++ % ADDRESS_COUNT);
    const rest = `${number >> 8}.${number & 255}`;
    if (!hasOwnNetwork(pod)) {
      return { address: `10.244.${rest}`, enter: options.network.enter, close: () => Promise.resolve() };
    }
    const address = `10.245.${rest}`;
    return { address, ...(await options.network.createChild(address)) };
  };
  const start = async (pod: PodObject): Promise<void> => {
    const { uid } = pod.metadata;
    starting.set(uid, pod);
    const network = await makeNetwork(pod);
    const latest = starting.get(uid);
    starting.delete(uid);
    if (latest === undefined || stopping.signal.aborted) return network.close();
    const started = runPod(pod, network, context);
    workers.set(uid, started);
    started.update(latest);
  };
  const bind = async ({ metadata: { namespace, name, uid } }: PodObject): Promise<void> => {
    const path = `/api/v1/namespaces/${namespace}/pods/${name}/binding`;
    const target = { apiVersion: "v1", kind: "Node", name: NODE_NAME };
    const body = { apiVersion: "v1", kind: "Binding", metadata: { name, uid }, target };
    if (binding.has(uid)) return;
    binding.add(uid);
    const ask = () => callApi(endpoint, { method: "POST", path, body }).catch(() => undefined);
    // A pod that is not bound does not change, and so is not seen again. Any other refusal is of one that is bound, or gone.
    while (!stopping.signal.aborted && mayTakeItLater(await ask())) {
      await sleep(BINDING_PAUSE_MS, undefined, { signal: stopping.signal }).catch(() => {});
    }
    binding.delete(uid);
  };
  const see = (pod: PodObject): void => {
    const { uid } = pod.metadata;
    const { nodeName = "", schedulingGates = [] } = pod.spec;
    const worker = workers.get(uid);
    if (worker !== undefined) worker.update(pod);
    else if (starting.has(uid)) starting.set(uid, pod);
    else if (nodeName === "" && schedulingGates.length === 0) void bind(pod);
    else if (nodeName === NODE_NAME && !isOver(pod)) void start(pod);
  };
  const following = followObjects<PodObject>(endpoint, "/api/v1/pods", stopping.signal, {
    onObject: see,
    onGone({ metadata: { uid } }) {
      starting.delete(uid);
      void workers.get(uid)?.kill();
      workers.delete(uid);
    },
  });

  return {
    nodeName: NODE_NAME,
    pods: () => [...workers.values()],
    find: (namespace, name) =>
      [...workers.values()].find(
        ({ pod: { metadata } }) =>
          metadata.namespace === namespace &&
          (metadata.name === name || metadata.labels?.["batch.kubernetes.io/job-name"] === name),
      ),
    async stop() {
      stopping.abort();
      await Promise.all([following, objects.ended]);
      await Promise.all([...workers.values()].map((worker) => worker.kill()));
    },
  };
}
