/** Keeps out a pod whose last report is older than `reportMaxAgeMs`, or that has not reported yet. */
export const isStale = (sampledAtMs: number, nowMs: number, reportMaxAgeMs: number): boolean =>
  nowMs - sampledAtMs > reportMaxAgeMs;
