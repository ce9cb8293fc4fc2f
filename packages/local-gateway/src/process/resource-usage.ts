import { readdir, readFile } from "node:fs/promises";

/** What a process has used. */
export interface ResourceUsage {
  /** Time on a CPU since its start, over all threads, in microseconds. */
  readonly cpuMicroseconds: number;
  /** Resident memory, in bytes. */
  readonly residentBytes: number;
}

/** First field of `/proc/<pid>/task/<tid>/schedstat`: nanoseconds on a CPU. https://docs.kernel.org/scheduler/sched-stats.html */
async function threadNanoseconds(path: string): Promise<number> {
  try {
    return Number((await readFile(path, "utf8")).split(" ", 1)[0]);
  } catch {
    // The thread has ended since the directory was read.
    return 0;
  }
}

/**
 * Reads what a process has used, to the microsecond; `undefined` where there is no `/proc` with
 * scheduler statistics (outside Linux), or no such process.
 *
 * Hint: the time of threads that have ended is not in it. Envoy's threads live as long as Envoy.
 */
export async function readResourceUsage(pid: number): Promise<ResourceUsage | undefined> {
  try {
    const tasks = `/proc/${pid}/task`;
    const times = await Promise.all(
      (await readdir(tasks)).map((thread) => threadNanoseconds(`${tasks}/${thread}/schedstat`)),
    );
    const resident = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, "utf8"));
    if (resident === null) return undefined;
    return {
      cpuMicroseconds: times.reduce((sum, time) => sum + time, 0) / 1_000,
      residentBytes: Number(resident[1]) * 1_024,
    };
  } catch {
    return undefined;
  }
}
