import { createAddressAllocator } from "../address/address-allocator.ts";
import type { LocalJob, LocalPodEvent } from "./local-pod.ts";
import type { LocalPodsOptions } from "./local-pods-options.ts";
import { runJob, type RunningJob } from "./run-job.ts";

/** The Jobs of a pool on this host, and their pods. */
export interface LocalPods {
  /**
   * Creates a Job. Its pod starts at once; when the pod ends, whatever its exit code, the Job starts
   * another one after a wait that grows with each end in a row. As in Kubernetes, that is a new pod:
   * a new pod id, a new address, the route id of the Job. Does nothing if there is such a Job.
   */
  createJob(jobName: string): void;
  /**
   * Deletes a Job: SIGTERM to its pod, SIGKILL after `graceMs`. Resolves when the pod has ended, at
   * once if there is no such Job.
   */
  deleteJob(jobName: string, options?: { readonly graceMs?: number }): Promise<void>;
  /** In the order of creation. */
  jobs(): readonly LocalJob[];
  /** Tells what happens from here on; the function that is returned ends that. */
  subscribe(listener: (event: LocalPodEvent) => void): () => void;
  /** Settles never while all is well; rejects when a process cannot be started at all. */
  readonly failed: Promise<never>;
  /** Deletes all Jobs at the same time. */
  close(options?: { readonly graceMs?: number }): Promise<void>;
  /** Kills all pods and deletes all Jobs. */
  kill(): void;
}

/**
 * Runs the pods of a pool as processes of this host.
 *
 * @example
 * ```ts
 * const pods = createLocalPods({
 *   pool: "default/chat",
 *   executable: process.execPath,
 *   parameters: ["server.js", "--port", "{port}"],
 *   environment: process.env,
 * });
 * pods.subscribe((event) => console.log(event.kind, event.pod.podId));
 * pods.createJob("chat-1");
 * await pods.close();
 * ```
 */
export function createLocalPods(options: LocalPodsOptions): LocalPods {
  const addresses = options.addresses ?? createAddressAllocator();
  const jobs = new Map<string, RunningJob>();
  const listeners = new Set<(event: LocalPodEvent) => void>();
  const failure = Promise.withResolvers<never>();
  // Whoever does not ask how it went is not killed by an unhandled rejection.
  failure.promise.catch(() => {});

  const tell = (event: LocalPodEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const freeSlot = (): number => {
    const used = new Set([...jobs.values()].map(({ slot }) => slot));
    let slot = 0;
    while (used.has(slot)) slot += 1;
    return slot;
  };

  const deleteJob: LocalPods["deleteJob"] = async (jobName, { graceMs } = {}) => {
    const job = jobs.get(jobName);
    if (job === undefined) return;
    job.delete(graceMs);
    await job.ended.catch(() => {});
  };
  return {
    createJob(jobName) {
      if (jobs.has(jobName)) return;
      const job = runJob(options, { jobName, slot: freeSlot(), addresses }, tell);
      jobs.set(jobName, job);
      void job.ended.catch((error: unknown) => failure.reject(error)).then(() => jobs.delete(jobName));
    },
    deleteJob,
    jobs: () => [...jobs.values()].map((job) => job.current()),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    failed: failure.promise,
    async close(closing = {}) {
      await Promise.all([...jobs.keys()].map((jobName) => deleteJob(jobName, closing)));
    },
    kill() {
      for (const job of jobs.values()) job.kill();
    },
  };
}
