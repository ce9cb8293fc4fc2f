import { formatEndpoint } from "@fairlead/routing-schema";
import type { GuardedProcess } from "../process/guarded-process.ts";
import { readResourceUsage } from "../process/resource-usage.ts";
import { STATISTICS_PREFIX } from "../names.ts";
import type { ResourceFiles } from "../xds/resource-files.ts";
import type { ReadyEnvoy } from "./await-ready.ts";
import { createConfigurationFeed } from "./configuration-feed.ts";
import { LocalGatewayError } from "./local-gateway-error.ts";
import type { LocalGateway, LocalGatewayExit, StopOptions } from "./local-gateway.ts";
import { checkPods, type LocalPod } from "./local-pod.ts";
import { createPodFeed, REMOVED_CLUSTER_GRACE_MS } from "./pod-feed.ts";
import type { Resources } from "./resources.ts";
import { waitFor } from "./wait-for.ts";

const DRAIN_TIMEOUT_MS = 1_000;
const TERMINATION_TIMEOUT_MS = 3_000;
/** Envoy's prefix of the metrics that a wasm filter defines; its Prometheus page leaves it out, too. */
const FILTER_METRIC_NAMESPACE = "wasmcustom.";

const escapePattern = (text: string): string =>
  text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
const reachableHost = (host: string): string =>
  ({ "0.0.0.0": "127.0.0.1", "::": "::1" })[host] ?? host;

/** Makes the handle of an Envoy that serves. */
export function createLocalGateway(parts: {
  readonly envoy: GuardedProcess;
  readonly ready: ReadyEnvoy;
  readonly resources: Resources;
  readonly files: ResourceFiles;
  readonly directory: string;
  readonly pods: readonly LocalPod[];
  readonly removeTemporary: () => Promise<void>;
}): LocalGateway {
  const { directory, envoy, files, pods, ready, removeTemporary, resources } = parts;
  const { admin, host, port } = ready;
  const feed = createConfigurationFeed({ files, admin, log: envoy.log });
  const podFeed = createPodFeed({ resources, feed, pods, now: () => performance.now() });
  let stopping: Promise<void> | undefined;
  let ended: LocalGatewayExit | undefined;
  let cleanUp: NodeJS.Timeout | undefined;

  const exited = envoy.exited.then(async (exit): Promise<LocalGatewayExit> => {
    ended = { ...exit, expected: stopping !== undefined };
    clearTimeout(cleanUp);
    await removeTemporary().catch(() => {});
    return ended;
  });

  const stoppedError = (cause?: unknown): LocalGatewayError =>
    new LocalGatewayError(
      "gateway_stopped",
      "The local gateway is not running any more; its `exited` says how it ended.",
      {
        cause,
        logs: envoy.log.lines(),
      },
    );
  /** What a call to a dead Envoy fails with says less than that it is dead. */
  const whileRunning = async <T>(work: () => Promise<T>): Promise<T> => {
    if (ended !== undefined || stopping !== undefined) throw stoppedError();
    try {
      return await work();
    } catch (error) {
      if (error instanceof LocalGatewayError) throw error;
      throw stoppedError(error);
    }
  };
  let last: Promise<unknown> = Promise.resolve();
  const inOrder = async <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(
      () => whileRunning(work),
      () => whileRunning(work),
    );
    last = turn;
    return turn;
  };
  const scheduleCleanUp = (): void => {
    clearTimeout(cleanUp);
    if (!podFeed.hasLeftClusters()) return;
    cleanUp = setTimeout(() => {
      inOrder(() => podFeed.removeLeftClusters())
        .catch(() => {})
        .finally(scheduleCleanUp);
    }, REMOVED_CLUSTER_GRACE_MS);
    cleanUp.unref();
  };

  const requestsUnderWay = async (): Promise<number> => {
    const name = `http.${STATISTICS_PREFIX}.downstream_rq_active`;
    return Number((await admin.statistics(`^${escapePattern(name)}$`))[name] ?? 0);
  };
  const end = async ({ drainTimeoutMs = DRAIN_TIMEOUT_MS }: StopOptions): Promise<void> => {
    if (drainTimeoutMs > 0) {
      await admin.drainListeners().catch(() => {});
      // An Envoy that does not answer has nothing to wait for.
      await waitFor(
        async () => ((await requestsUnderWay().catch(() => 0)) === 0 ? true : undefined),
        drainTimeoutMs,
      );
    }
    envoy.kill("SIGTERM");
    const kill = setTimeout(() => envoy.kill("SIGKILL"), TERMINATION_TIMEOUT_MS);
    await exited;
    clearTimeout(kill);
  };

  return {
    address: `http://${formatEndpoint({ host: reachableHost(host), port })}`,
    host,
    port,
    adminAddress: admin.address,
    pid: envoy.pid,
    directory,
    exited,
    async update(change) {
      checkPods(change.pods);
      const snapshot = [...change.pods];
      await inOrder(() => podFeed.apply(snapshot)).finally(scheduleCleanUp);
    },
    async updateFilterConfiguration(configuration) {
      const filter = resources.filter(configuration);
      if (filter.length === 0) {
        throw new LocalGatewayError(
          "configuration_invalid",
          "This gateway was started without a filter. Start it with `filter`.",
        );
      }
      await inOrder(() => feed.apply("filter", filter));
    },
    async stats(prefix = "") {
      const pattern = `^(${escapePattern(FILTER_METRIC_NAMESPACE)})?${escapePattern(prefix)}`;
      const all = await whileRunning(() => admin.statistics(pattern));
      return Object.fromEntries(
        Object.entries(all).flatMap(([name, value]) =>
          typeof value === "number" ? [[name.replace(FILTER_METRIC_NAMESPACE, ""), value]] : [],
        ),
      );
    },
    resourceUsage: () => readResourceUsage(envoy.pid),
    logs: () => envoy.log.lines(),
    stop: (options = {}) => (stopping ??= end(options)),
  };
}
