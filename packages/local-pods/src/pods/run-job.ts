import { setTimeout as sleep } from "node:timers/promises";
import type { AddressAllocator } from "../address/address-allocator.ts";
import { backOffMs, DEFAULT_BACK_OFF } from "../process/back-off.ts";
import type { LocalJob, LocalPodEvent } from "./local-pod.ts";
import type { LocalPodsOptions } from "./local-pods-options.ts";
import { podNameForJob } from "./pod-name.ts";
import { runPod, type PodEnd, type RunningPod } from "./run-pod.ts";

/** A Job that runs. */
export interface RunningJob {
  readonly slot: number;
  current(): LocalJob;
  /** Settles when the Job is deleted and its pod has ended; rejects when no process can be started at all. */
  readonly ended: Promise<void>;
  /** Deletes the Job: its pod is told to stop, no other one follows. */
  delete(graceMs?: number): void;
  /** Deletes the Job and kills its pod. */
  kill(): void;
}

/** Keeps one pod running after another until it is deleted. */
export function runJob(
  options: LocalPodsOptions,
  { jobName, slot, addresses }: { jobName: string; slot: number; addresses: AddressAllocator },
  tell: (event: LocalPodEvent) => void,
): RunningJob {
  const backOff = options.backOff ?? DEFAULT_BACK_OFF;
  const deleting = new AbortController();
  let pod: RunningPod | undefined;
  let restarts = 0;
  let failures = 0;

  async function runOnePod(): Promise<PodEnd> {
    const address = await addresses.allocate(slot);
    try {
      pod = await runPod(options, { jobName, podId: podNameForJob(jobName), address }, tell);
      if (deleting.signal.aborted) pod.stop();
      return await pod.ended;
    } finally {
      pod = undefined;
      addresses.release(address.port);
    }
  }

  async function run(): Promise<void> {
    while (!deleting.signal.aborted) {
      const { servedMs, ...end } = await runOnePod();
      failures = servedMs >= backOff.recoveredAfterMs ? 1 : failures + 1;
      const restartInMs = deleting.signal.aborted ? undefined : backOffMs(failures, backOff);
      tell({ kind: "ended", ...end, served: servedMs > 0, restartInMs, failures });
      await sleep(restartInMs ?? 0, undefined, { signal: deleting.signal }).catch(() => {});
      restarts += 1;
    }
  }

  return {
    slot,
    current: () => ({ jobName, pod: pod?.current(), restarts, failures }),
    ended: run(),
    delete(graceMs) {
      deleting.abort();
      pod?.stop(graceMs);
    },
    kill() {
      deleting.abort();
      pod?.kill();
    },
  };
}
