import type { Metrics } from "../metrics/metrics.ts";

/** Metrics that are remembered: counters summed up, gauges and histograms with their last value. */
export function recordingMetrics(): {
  readonly metrics: Metrics;
  readonly figures: ReadonlyMap<string, number>;
} {
  const figures = new Map<string, number>();
  const keyOf = (name: string, labels: Readonly<Record<string, string>>): string =>
    [name, ...Object.entries(labels).map(([label, value]) => `${label}=${value}`)].join(" ");
  return {
    figures,
    metrics: {
      increment(name, labels) {
        const key = keyOf(name, labels);
        figures.set(key, (figures.get(key) ?? 0) + 1);
      },
      set: (name, labels, value) => void figures.set(keyOf(name, labels), value),
      observe: (name, labels, value) => void figures.set(keyOf(name, labels), value),
    },
  };
}
