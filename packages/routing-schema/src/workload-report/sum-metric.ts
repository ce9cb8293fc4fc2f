/** Sum of a metric's samples; `absent` without a sample, `invalid` for one that is no finite number from 0. */
export type MetricSum = number | "absent" | "invalid";

/** Where the labels that open at `start` (`{`) end: after `}`, or -1. Label values may hold any character, escaped. */
function skipLabels(line: string, start: number): number {
  let quoted = false;
  for (let index = start + 1; index < line.length; index += 1) {
    const character = line[index];
    if (quoted && character === "\\") index += 1;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && character === "}") return index + 1;
  }
  return -1;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * Adds up the samples of one metric in a text page of Prometheus (exposition format 0.0.4) or
 * OpenMetrics. Other metrics, comments, timestamps and exemplars are passed over.
 */
export function sumMetric(page: string, metric: string): MetricSum {
  let sum: number | undefined;
  for (let start = page.indexOf(metric); start !== -1; start = page.indexOf(metric, start + metric.length)) {
    if (start > 0 && page[start - 1] !== "\n") continue;
    const end = page.indexOf("\n", start);
    const line = page.slice(start, end === -1 ? undefined : end);
    const next = line[metric.length];
    if (next !== "{" && next !== " " && next !== "\t") continue;
    const labelsEnd = next === "{" ? skipLabels(line, metric.length) : metric.length;
    if (labelsEnd === -1) return "invalid";
    const [text = ""] = line.slice(labelsEnd).trim().split(/\s+/, 1);
    const value = NUMBER.test(text) ? Number(text) : Number.NaN;
    if (!Number.isFinite(value) || value < 0) return "invalid";
    sum = (sum ?? 0) + value;
  }
  return sum ?? "absent";
}
