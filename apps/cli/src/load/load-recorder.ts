import { createHistogram } from "node:perf_hooks";
import type { LoadCounts } from "../events/pod-status.ts";
import type { Answer, Visit } from "./client.ts";

/** Follows one client from its arrival to its end. */
export interface VisitRecord {
  answered(answer: Answer): void;
  ended(visit: Visit): void;
}

/** Counts what clients meet. */
export interface LoadRecorder {
  /** A client arrives. */
  arrived(): VisitRecord;
  counts(): LoadCounts;
}

const NANOSECONDS_PER_MS = 1e6;
const UNKNOWN_POD = "unknown";

/** Makes a recorder; its memory does not grow with the number of clients. `now` is in milliseconds. */
export function createLoadRecorder(now: () => number): LoadRecorder {
  const latency = createHistogram();
  const clientsByPod = new Map<string, number>();
  const totals = { requests: 0, answered: 0, failed: 0, dropped: 0, misrouted: 0, clients: 0 };

  const change = (pod: string, by: 1 | -1): void => {
    const count = (clientsByPod.get(pod) ?? 0) + by;
    if (count === 0) clientsByPod.delete(pod);
    else clientsByPod.set(pod, count);
  };
  const percentile = (percent: number): number | null =>
    latency.count === 0 ? null : latency.percentile(percent) / NANOSECONDS_PER_MS;

  return {
    arrived() {
      const startedAt = now();
      let pod: string | undefined;
      totals.requests += 1;
      return {
        answered({ namedPod, servingPod }) {
          latency.record(Math.max(1, Math.round((now() - startedAt) * NANOSECONDS_PER_MS)));
          totals.answered += 1;
          totals.clients += 1;
          if (namedPod !== undefined && servingPod !== undefined && namedPod !== servingPod)
            totals.misrouted += 1;
          pod = servingPod ?? namedPod ?? UNKNOWN_POD;
          change(pod, 1);
        },
        ended(visit) {
          if (visit === "failed") totals.failed += 1;
          if (visit === "dropped") totals.dropped += 1;
          if (pod === undefined) return;
          totals.clients -= 1;
          change(pod, -1);
        },
      };
    },
    counts: () => ({
      ...totals,
      clientsByPod: Object.fromEntries(clientsByPod),
      p50Ms: percentile(50),
      p99Ms: percentile(99),
    }),
  };
}
