import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { BenchmarkPod } from "./envoy-configuration.ts";
import { freePorts } from "./free-ports.ts";
import { endProcess, LOAD_CORE, spawnPinned, waitForOutput } from "./pinned-process.ts";

/** Requests that named this pod, another one, or none. */
export interface PodCounts {
  reached: number;
  strayed: number;
  unrouted: number;
}

export interface BenchPods {
  readonly pods: readonly BenchmarkPod[];
  counts(): Promise<PodCounts>;
  stop(): Promise<void>;
}

/** Starts pods on loopback addresses of their own. */
export async function startPods(count: number): Promise<BenchPods> {
  const ports = await freePorts(count);
  const children: ChildProcess[] = [];
  const pods = ports.map((port, index) => ({ podId: `pod-${index}`, host: `127.0.0.${11 + index}`, port }));
  await Promise.all(
    pods.map(async ({ podId, host, port }) => {
      const script = fileURLToPath(new URL("pod-server.ts", import.meta.url));
      const child = spawnPinned(LOAD_CORE, process.execPath, [script, podId, host, String(port)]);
      children.push(child);
      await waitForOutput(child, /listening/);
    }),
  );
  return {
    pods,
    counts: async () => {
      const total: PodCounts = { reached: 0, strayed: 0, unrouted: 0 };
      for (const { host, port } of pods) {
        const counts = (await (await fetch(`http://${host}:${port}/counts`)).json()) as PodCounts;
        total.reached += counts.reached;
        total.strayed += counts.strayed;
        total.unrouted += counts.unrouted;
      }
      return total;
    },
    stop: async () => {
      await Promise.all(children.map(endProcess));
    },
  };
}
