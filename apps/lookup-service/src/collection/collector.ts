import { isDeepStrictEqual } from "node:util";
import type { WorkloadSpec } from "@fairlead/routing-schema";
import type { Clock } from "../clock.ts";
import type { RandomSource } from "@fairlead/pod-picking";
import type { Pool } from "../pools/pool.ts";
import { createConcurrencyLimit } from "./limit-concurrency.ts";
import { nextIntervalMs, withJitter, type IntervalLimits } from "./next-interval.ts";
import { createPodReader, type PodReader, type ReadOutcome } from "./pod-reader.ts";

/** Reads the workload of all pods, again and again. */
export interface Collector {
  /** Follows the pods of a pool, as it says that they are read: begins with new ones, closes what is gone. */
  follow(pool: Pool): void;
  /** A pool got a client: its pods are read soon. */
  wake(pool: Pool): void;
  /** Ends all reading and closes all connections. */
  stop(): void;
  /** Pods that are read, for tests and metrics. */
  readonly size: number;
}

/** What a collector is made of. */
export interface CollectorOptions extends IntervalLimits {
  readonly timeoutMs: number;
  /** Reads under way at once. */
  readonly concurrency: number;
  readonly clock: Clock;
  readonly random: RandomSource;
  /** Called after each read of a pod that is still followed. */
  readonly observe?: (pool: Pool, podId: string, outcome: ReadOutcome) => void;
}

interface FollowedPod {
  readonly podId: string;
  readonly endpoint: string;
  readonly reader: PodReader;
  timer: NodeJS.Timeout | undefined;
  dueAtMs: number;
  intervalMs: number;
  reading: boolean;
}

interface FollowedPool {
  readonly pods: Map<string, FollowedPod>;
  /** How the pods are read. */
  readonly workload: WorkloadSpec;
  awake: boolean;
}

/**
 * Creates a collector. Pods are read each on its own schedule: often while their pool gets clients,
 * rarely while it is idle, spread by jitter, and a bounded number at once.
 */
export function createCollector(options: CollectorOptions): Collector {
  const { minIntervalMs, maxIntervalMs, timeoutMs, concurrency, clock, random, observe } = options;
  const followed = new Map<Pool, FollowedPool>();
  const limit = createConcurrencyLimit(concurrency);

  const isBusy = (pool: Pool): boolean => clock() - pool.pickedAtMs < maxIntervalMs;

  function schedule(pool: Pool, pod: FollowedPod, delayMs: number): void {
    clearTimeout(pod.timer);
    pod.dueAtMs = clock() + delayMs;
    pod.timer = setTimeout(() => limit.run(() => read(pool, pod)), delayMs);
  }

  async function read(pool: Pool, pod: FollowedPod): Promise<void> {
    const state = followed.get(pool);
    if (state?.pods.get(pod.podId) !== pod || pod.reading) return;
    pod.reading = true;
    const outcome = await pod.reader.read();
    pod.reading = false;
    if (followed.get(pool)?.pods.get(pod.podId) !== pod) return;
    const nowMs = clock();
    if ("fault" in outcome) pool.reportFailed(pod.podId, outcome.fault.cause, outcome.fault.detail, nowMs);
    else pool.report(pod.podId, outcome.report, outcome.sampledAtMs, nowMs);
    observe?.(pool, pod.podId, outcome);

    const busy = isBusy(pool);
    if (!busy) state.awake = false;
    const failures = pool.readings.get(pod.podId)?.failures ?? 0;
    pod.intervalMs = nextIntervalMs({ busy, failures, previousMs: pod.intervalMs }, options);
    schedule(pool, pod, withJitter(pod.intervalMs, random()));
  }

  function release(pod: FollowedPod): void {
    clearTimeout(pod.timer);
    pod.reader.close();
  }

  function begin(
    pool: Pool,
    state: FollowedPool,
    podId: string,
    endpoint: string,
    workload: Exclude<WorkloadSpec, { format: "push" }>,
  ): void {
    const pod: FollowedPod = {
      podId,
      endpoint,
      reader: createPodReader({ podId, endpoint, workload, timeoutMs, clock }),
      timer: undefined,
      dueAtMs: 0,
      intervalMs: minIntervalMs,
      reading: false,
    };
    state.pods.set(podId, pod);
    // A new pod is read at once: nothing is known of it.
    schedule(pool, pod, 0);
  }

  return {
    follow(pool) {
      const { workload } = pool.settings;
      const before = followed.get(pool);
      const isReadAsBefore = isDeepStrictEqual(before?.workload, workload);
      const pods = before?.pods ?? new Map<string, FollowedPod>();
      for (const [podId, pod] of pods) {
        if (isReadAsBefore && pool.pods.get(podId)?.workloadEndpoint === pod.endpoint) continue;
        release(pod);
        pods.delete(podId);
      }
      const state = { pods, workload, awake: before?.awake ?? false };
      if (workload.format !== "push") {
        for (const { podId, workloadEndpoint } of pool.pods.values())
          if (!pods.has(podId)) begin(pool, state, podId, workloadEndpoint, workload);
      }
      if (state.pods.size === 0) followed.delete(pool);
      else followed.set(pool, state);
    },
    wake(pool) {
      const state = followed.get(pool);
      if (state === undefined || state.awake) return;
      state.awake = true;
      const nowMs = clock();
      for (const pod of state.pods.values()) {
        if (pod.reading || pod.dueAtMs - nowMs <= minIntervalMs) continue;
        if ((pool.readings.get(pod.podId)?.failures ?? 0) === 0)
          schedule(pool, pod, withJitter(minIntervalMs, random()));
      }
    },
    stop() {
      limit.clear();
      for (const { pods } of followed.values()) for (const pod of pods.values()) release(pod);
      followed.clear();
    },
    get size() {
      let size = 0;
      for (const { pods } of followed.values()) size += pods.size;
      return size;
    },
  };
}
