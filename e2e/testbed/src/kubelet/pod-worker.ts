import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { BackOffOptions } from "@fairlead/local-pods";
import type { Environment } from "../binaries/cache-directory.ts";
import type { ApiEndpoint } from "../kubernetes/api-endpoint.ts";
import { callApi } from "../kubernetes/call-api.ts";
import type { NetworkNamespace } from "../network/network-namespace.ts";
import type { ConfigObjects } from "./config-objects.ts";
import { containerEnvironment, expand } from "./container-environment.ts";
import { containerCommand, type Images } from "./images.ts";
import type { Container, PodObject } from "./pod-object.ts";
import { createConditionClock, formatPodStatus, type PodReport } from "./pod-status.ts";
import { createStatusReporter } from "./report-status.ts";
import { runContainer, type Launch, type RunningContainer } from "./run-container.ts";
import { withMounts } from "./volumes/mount-script.ts";
import { createPodVolumes } from "./volumes/pod-volumes.ts";

/** What all pods of a node share. */
export interface NodeContext {
  readonly endpoint: ApiEndpoint;
  readonly network: NetworkNamespace;
  readonly nodeName: string;
  readonly nodeAddress: string;
  readonly environment: Environment;
  /** For logs and volumes. */
  readonly directory: string;
  /** Empty; where containers with mounts of their own find the whole host once more. */
  readonly hostDirectory: string;
  readonly images: Images;
  readonly objects: ConfigObjects;
  /** Where pods find the API server. */
  readonly apiServer: { readonly host: string; readonly port: number };
  readonly restartBackOff: BackOffOptions;
}

/** Where a pod runs. */
export interface PodNetwork {
  readonly address: string;
  /** Makes a command run there. */
  enter(command: readonly string[]): [string, ...string[]];
  /** Told when nothing of the pod runs any more. */
  close(): Promise<void>;
}

/** A pod that runs on the node. */
export interface PodWorker {
  readonly pod: PodObject;
  readonly podAddress: string;
  /** Process ids of its containers. */
  readonly pids: readonly number[];
  /** The pod as the API server has it now. */
  update(pod: PodObject): void;
  /** What its containers wrote. */
  log(): Promise<string>;
  signal(signal: NodeJS.Signals): void;
  /** Kills it for want of something on the node: the pod stays, as `Failed` with reason `Evicted`. */
  evict(message: string): Promise<void>;
  /** Keeps the pod in `Terminating` from its deletion until the function that is returned is called. */
  holdTermination(): () => void;
  /** Kills it without telling anyone: the pod is gone, or the node is. */
  kill(): Promise<void>;
}

/** Runs a pod: its containers as processes, its status told, its end in order. */
export function runPod(first: PodObject, place: PodNetwork, node: NodeContext): PodWorker {
  const podAddress = place.address;
  const { endpoint, network, nodeAddress, nodeName } = node;
  const podPlace = { podAddress, nodeName, nodeAddress };
  const { namespace, name, uid } = first.metadata;
  const { restartPolicy = "Always", terminationGracePeriodSeconds = 30 } = first.spec;
  const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
  const startTime = `${new Date().toISOString().slice(0, 19)}Z`;
  const conditionClock = createConditionClock();
  const gone = new AbortController();
  let pod = first;
  let isStopping = false;
  let failure: { readonly reason: string; readonly message: string } | undefined;
  let held: Promise<void> | undefined;

  const logPath = (container: Container): string =>
    join(node.directory, `${namespace}.${name}.${container.name}.log`);
  const volumes = createPodVolumes(first, {
    endpoint,
    objects: node.objects,
    place: podPlace,
    directory: join(node.directory, "pods", uid),
  });
  const prepare = async (container: Container): Promise<Launch> => {
    const mounts = await volumes.mountsOf(container);
    const command = containerCommand(container, node.images);
    const environment = await containerEnvironment(first, container, {
      place: podPlace,
      host: node.environment,
      apiServer: node.apiServer,
      read: (object) => node.objects.read(object),
    });
    const words = expand(command, environment);
    return { command: place.enter(withMounts(words, mounts, node.hostDirectory)), environment };
  };
  const start = (container: Container): RunningContainer =>
    runContainer({
      container,
      restartPolicy,
      prepare: () => prepare(container),
      logPath: logPath(container),
      host: podAddress,
      dial: network.dial,
      terminationGraceMs: terminationGracePeriodSeconds * 1_000,
      backOff: node.restartBackOff,
      onChange: () => reporter.report(),
    });

  function phase(): PodReport["phase"] {
    if (failure !== undefined) return "Failed";
    const reports = containers.map((container) => container.report());
    const isOver = ended && reports.every(({ state }) => state.kind !== "running");
    if (isOver) {
      const isSuccess = reports.every(({ state }) => state.kind === "terminated" && state.exitCode === 0);
      return isSuccess ? "Succeeded" : "Failed";
    }
    const hasStarted = reports.every(({ restarts, state }) => state.kind !== "waiting" || restarts > 0);
    return hasStarted ? "Running" : "Pending";
  }
  const currentStatus = (): object =>
    formatPodStatus(
      {
        phase: phase(),
        containers: containers.map((container) => container.report()),
        podAddress,
        hostAddress: nodeAddress,
        startTime,
        isStopping,
        ...failure,
      },
      conditionClock,
    );
  const reporter = createStatusReporter(endpoint, path, currentStatus, gone.signal);
  let ended = false;
  const containers: readonly RunningContainer[] = first.spec.containers.map(start);
  const allEnded = Promise.all(containers.map((container) => container.ended)).then(() => {
    ended = true;
    reporter.report();
    return Promise.all([place.close(), volumes.close()]);
  });

  const stopContainers = async (graceMs: number): Promise<void> => {
    await Promise.all(containers.map((container) => container.stop(graceMs)));
    await allEnded;
  };
  async function terminate(): Promise<void> {
    isStopping = true;
    reporter.report();
    await held;
    await stopContainers((pod.metadata.deletionGracePeriodSeconds ?? terminationGracePeriodSeconds) * 1_000);
    await reporter.flush();
    const body = { apiVersion: "v1", kind: "DeleteOptions", gracePeriodSeconds: 0, preconditions: { uid } };
    while (!gone.signal.aborted) {
      const answer = await callApi(endpoint, { method: "DELETE", path, body }).catch(() => undefined);
      if (answer !== undefined && answer.status < 500) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  return {
    get pod() {
      return pod;
    },
    podAddress,
    get pids() {
      return containers.flatMap(({ pid }) => pid ?? []);
    },
    update(next) {
      pod = next;
      if (next.metadata.deletionTimestamp !== undefined && !isStopping) void terminate();
    },
    async log() {
      const logs = first.spec.containers.map((container) =>
        readFile(logPath(container), "utf8").catch(() => ""),
      );
      return (await Promise.all(logs)).join("");
    },
    signal(signal) {
      for (const container of containers) container.signal(signal);
    },
    async evict(message) {
      failure = { reason: "Evicted", message };
      await stopContainers(0);
      await reporter.flush();
    },
    holdTermination() {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return resolve;
    },
    async kill() {
      gone.abort();
      await stopContainers(0);
    },
  };
}
