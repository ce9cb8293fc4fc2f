/** What the metrics proposed at a time, before any window or limit. */
export interface Recommendation {
  readonly replicas: number;
  readonly atMs: number;
}

/**
 * Puts a proposal into the log, as Kubernetes does: in the place of the last entry that `isOld` holds for,
 * where there is one.
 */
export function storeRecommendation(
  log: readonly Recommendation[],
  replicas: number,
  isOld: (recommendation: Recommendation) => boolean,
  nowMs: number,
): readonly Recommendation[] {
  const place = log.findLastIndex(isOld);
  const entry = { replicas, atMs: nowMs };
  return place === -1 ? [...log, entry] : log.with(place, entry);
}
