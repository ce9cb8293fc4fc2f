/** How evenly clients are spread over pods. */
export interface Spread {
  /** Clients of the fullest pod. */
  readonly max: number;
  readonly mean: number;
  /** 1 when all pods have the same. */
  readonly maxOverMean: number;
  readonly clientsByPod: Readonly<Record<string, number>>;
}

type ClientsByPod = Spread["clientsByPod"];

/**
 * Measures the spread over `pods` pods, those without clients included, from several looks: each pod counts
 * with its mean. At a single moment it may be that one pod's clients leave together.
 */
export function measureSpread(looks: readonly ClientsByPod[], pods: number): Spread {
  const sums = new Map<string, number>();
  for (const look of looks)
    for (const [pod, clients] of Object.entries(look)) sums.set(pod, (sums.get(pod) ?? 0) + clients);
  const clientsByPod = Object.fromEntries([...sums].map(([pod, sum]) => [pod, sum / looks.length]));
  const counts = Object.values(clientsByPod);
  const mean = counts.reduce((sum, count) => sum + count, 0) / pods;
  const max = Math.max(0, ...counts);
  return { max, mean, maxOverMean: mean === 0 ? 1 : max / mean, clientsByPod };
}
