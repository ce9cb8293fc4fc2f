/** How evenly clients are spread over pods. */
export interface Spread {
  /** Clients of the fullest pod. */
  readonly max: number;
  readonly mean: number;
  /** 1 when all pods have the same. */
  readonly maxOverMean: number;
  readonly clientsByPod: Readonly<Record<string, number>>;
}

/** Measures the spread over `pods` pods; those without clients count as well. */
export function measureSpread(clientsByPod: Readonly<Record<string, number>>, pods: number): Spread {
  const counts = Object.values(clientsByPod);
  const mean = counts.reduce((sum, count) => sum + count, 0) / pods;
  const max = Math.max(0, ...counts);
  return { max, mean, maxOverMean: mean === 0 ? 1 : max / mean, clientsByPod };
}
