import { formatEndpoint } from "@fairlead/routing-schema";
import { readResourceUsage } from "../process/resource-usage.ts";
import type { ResourceFiles } from "../xds/resource-files.ts";
import { createConfigurationFeed } from "./configuration-feed.ts";
import { createEnvoyCalls } from "./envoy-calls.ts";
import { keepEnvoyRunning } from "./keep-envoy-running.ts";
import { LocalGatewayError } from "./local-gateway-error.ts";
import type { LocalGateway, LocalGatewayExit } from "./local-gateway.ts";
import { checkPods, type LocalPod } from "./local-pod.ts";
import { createPodFeed, REMOVED_CLUSTER_GRACE_MS } from "./pod-feed.ts";
import type { Resources } from "./resources.ts";
import { restartPauses, type RestartOptions } from "./restart-options.ts";
import type { RunningEnvoy } from "./start-envoy.ts";
import { stopEnvoy } from "./stop-envoy.ts";

const DRAIN_TIMEOUT_MS = 1_000;
/** Envoy's prefix of the metrics that a wasm filter defines; its Prometheus page leaves it out, too. */
const FILTER_METRIC_NAMESPACE = "wasmcustom.";

const escapePattern = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
const reachableHost = (host: string): string => ({ "0.0.0.0": "127.0.0.1", "::": "::1" })[host] ?? host;

/** Makes the handle of an Envoy that serves. */
export function createLocalGateway(parts: {
  readonly first: RunningEnvoy;
  /** Starts another Envoy at the address of the first. */
  readonly startAgain: (signal: AbortSignal) => Promise<RunningEnvoy>;
  readonly restart: RestartOptions | undefined;
  readonly resources: Resources;
  readonly files: ResourceFiles;
  readonly directory: string;
  readonly pods: readonly LocalPod[];
  readonly removeTemporary: () => Promise<void>;
}): LocalGateway {
  const { directory, files, first, pods, removeTemporary, resources, restart, startAgain } = parts;
  const { host, port } = first;
  const kept = keepEnvoyRunning({
    first,
    pauses: restart === undefined ? undefined : restartPauses(restart),
    async startAgain(signal) {
      // A call that the crash broke off first puts back what it had begun.
      await calls.idle();
      return startAgain(signal);
    },
  });
  const calls = createEnvoyCalls(kept);
  const feed = createConfigurationFeed({
    files,
    reader: () => ({ admin: kept.current.admin, log: kept.current.process.log }),
  });
  const podFeed = createPodFeed({ resources, feed, pods, now: () => performance.now() });
  let stopping: Promise<void> | undefined;
  let cleanUp: NodeJS.Timeout | undefined;

  const exited = kept.ended.then(async (exit): Promise<LocalGatewayExit> => {
    clearTimeout(cleanUp);
    await removeTemporary().catch(() => {});
    return { ...exit, expected: stopping !== undefined };
  });
  const scheduleCleanUp = (): void => {
    clearTimeout(cleanUp);
    if (!podFeed.hasLeftClusters()) return;
    cleanUp = setTimeout(() => {
      // What fails here is tried again with the next update.
      calls.makeInOrder(() => podFeed.removeLeftClusters()).then(scheduleCleanUp, () => {});
    }, REMOVED_CLUSTER_GRACE_MS);
    cleanUp.unref();
  };

  return {
    address: `http://${formatEndpoint({ host: reachableHost(host), port })}`,
    host,
    port,
    get adminAddress() {
      return kept.current.admin.address;
    },
    get pid() {
      return kept.current.process.pid;
    },
    get restarts() {
      return kept.restarts;
    },
    directory,
    exited,
    async update(change) {
      checkPods(change.pods);
      const wanted = [...change.pods];
      await calls.makeInOrder(() => podFeed.apply(wanted));
      scheduleCleanUp();
    },
    async updateFilterConfiguration(configuration) {
      const filter = resources.filter(configuration);
      if (filter.length === 0) {
        throw new LocalGatewayError(
          "configuration_invalid",
          "This gateway was started without a filter. Start it with `filter`.",
        );
      }
      await calls.makeInOrder(() => feed.apply("filter", filter));
    },
    async stats(prefix = "") {
      const pattern = `^(${escapePattern(FILTER_METRIC_NAMESPACE)})?${escapePattern(prefix)}`;
      const all = await calls.make(() => kept.current.admin.statistics(pattern));
      return Object.fromEntries(
        Object.entries(all).flatMap(([name, value]) =>
          typeof value === "number" ? [[name.replace(FILTER_METRIC_NAMESPACE, ""), value]] : [],
        ),
      );
    },
    resourceUsage: () => readResourceUsage(kept.current.process.pid),
    subscribe: (listener) => kept.subscribe(listener),
    logs: () => kept.current.process.log.lines(),
    async stop({ drainTimeoutMs = DRAIN_TIMEOUT_MS } = {}) {
      await (stopping ??= kept.stop(({ admin, process }) => stopEnvoy(process, admin, drainTimeoutMs)));
      await exited;
    },
  };
}
