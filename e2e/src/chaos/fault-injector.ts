import { setTimeout as sleep } from "node:timers/promises";
import type { DevProcesses } from "../dev/dev-processes.ts";
import type { FaultKind, FaultLog } from "./fault-log.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { Tally } from "./tally.ts";

/** What faults are done to. */
export interface FaultInjectorOptions {
  readonly processes: DevProcesses;
  readonly random: SeededRandom;
  readonly faults: FaultLog;
  readonly tally: Tally;
  /** Told of each fault. */
  readonly done: (what: string) => void;
}

/** Envoy's end is the end of all sessions, which have to come again before more can be learned. */
const WEIGHTS: readonly (readonly [FaultKind, number])[] = [
  ["pod killed", 6],
  ["pod stopped", 4],
  ["scaler killed", 4],
  ["lookup service killed", 4],
  ["lookup service stopped", 3],
  ["Envoy killed", 1],
];
const BETWEEN_MS = [2_000, 6_000] as const;
/** Shorter than what makes a pod silent for good, longer than a report counts. */
const STOP_MS = [1_000, 8_000] as const;

const signal = (pid: number | undefined, name: NodeJS.Signals): boolean => {
  try {
    return pid !== undefined && process.kill(pid, name);
  } catch {
    return false;
  }
};

/** Does faults at random moments; the function that is returned ends that, and lets go what stands still. */
export function startFaults(options: FaultInjectorOptions): () => Promise<void> {
  const { done, faults, processes, random, tally } = options;
  const ending = new AbortController();
  const standing = new Map<number, Promise<void>>();
  const pool = WEIGHTS.flatMap(([kind, weight]) => Array.from({ length: weight }, () => kind));

  const note = (kind: FaultKind, pid: number, podId?: string): void => {
    tally.faults[kind] += 1;
    faults.add({ kind, atMs: performance.now(), ...(podId === undefined ? {} : { podId }) });
    done(`${kind}: ${podId ?? ""} pid ${pid}`);
  };
  function kill(kind: FaultKind, pid: number | undefined, podId?: string): void {
    if (pid === undefined || standing.has(pid)) return;
    // Noted first: what follows from it may be seen before the call returns.
    note(kind, pid, podId);
    signal(pid, "SIGKILL");
  }
  function stop(kind: FaultKind, pid: number | undefined, podId?: string): void {
    if (pid === undefined || standing.has(pid) || !signal(pid, "SIGSTOP")) return;
    note(kind, pid, podId);
    const stood = sleep(random.between(...STOP_MS), undefined, { signal: ending.signal })
      .catch(() => {})
      .then(() => {
        signal(pid, "SIGCONT");
        standing.delete(pid);
      });
    standing.set(pid, stood);
  }
  /** Without an open pod that runs nobody can be answered, by nobody's fault but ours. */
  function victim() {
    const pods = processes.pods();
    const serving = pods.filter(({ pid, state }) => state === "open" && !standing.has(pid));
    const spared = serving.length > 1 ? undefined : serving[0];
    return random.pick(pods.filter((pod) => pod !== spared));
  }
  function doOne(kind: FaultKind): void {
    const pod = victim();
    switch (kind) {
      case "pod killed":
        return kill(kind, pod?.pid, pod?.podId);
      case "pod stopped":
        return stop(kind, pod?.pid, pod?.podId);
      case "scaler killed":
        return kill(kind, processes.pidOf("scaler"));
      case "lookup service killed":
        return kill(kind, processes.pidOf("lookup"));
      case "lookup service stopped":
        return stop(kind, processes.pidOf("lookup"));
      case "Envoy killed":
        return kill(kind, processes.pidOf("envoy"));
    }
  }
  const doing = (async () => {
    while (!ending.signal.aborted) {
      await sleep(random.between(...BETWEEN_MS), undefined, { signal: ending.signal }).catch(() => {});
      if (!ending.signal.aborted) doOne(random.pick(pool) ?? "pod killed");
    }
  })();
  return async () => {
    ending.abort();
    await doing;
    await Promise.all(standing.values());
  };
}
