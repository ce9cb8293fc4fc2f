import type { Sample } from "./measure.ts";
import { BASE, type Variant } from "./variants.ts";

/** The middle value; of an even count the upper one. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** One row of the table: medians over the rounds. */
export interface Row {
  readonly variant: string;
  readonly description: string;
  readonly cpuMicrosecondsPerRequest: number;
  /** Median over the rounds of the ratio to no filter in the same round. */
  readonly ratio: number;
  readonly goal: number | null;
  readonly goalMet: boolean | null;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly residentMegabytes: number;
  readonly reachedShare: number | null;
  readonly requests: number;
  readonly failures: number;
}

/** Folds the rounds into one row per variant. */
export function summarize(variants: readonly Variant[], rounds: readonly (readonly Sample[])[]): Row[] {
  return variants.map((variant) => {
    const samples = rounds.flatMap((round) => round.filter((sample) => sample.variant === variant.name));
    const ratios = rounds.flatMap((round) => {
      const base = round.find((sample) => sample.variant === BASE);
      const own = round.find((sample) => sample.variant === variant.name);
      return base === undefined || own === undefined ? [] : [own.cpuPerRequest / base.cpuPerRequest];
    });
    const of = (key: keyof Omit<Sample, "variant">): number => median(samples.map((sample) => sample[key]));
    const ratio = median(ratios);
    const reached = Math.min(...samples.map((sample) => sample.reached));
    return {
      variant: variant.name,
      description: variant.description,
      cpuMicrosecondsPerRequest: of("cpuPerRequest"),
      ratio,
      goal: variant.goal ?? null,
      goalMet: variant.goal === undefined ? null : ratio <= variant.goal,
      requestsPerSecond: of("requestsPerSecond"),
      p50Ms: of("p50Ms"),
      p99Ms: of("p99Ms"),
      residentMegabytes: of("residentBytes") / 1e6,
      reachedShare: Number.isNaN(reached) ? null : reached,
      requests: samples.reduce((sum, sample) => sum + sample.requests, 0),
      failures: samples.reduce((sum, sample) => sum + sample.failures, 0),
    };
  });
}

const columns: readonly [string, (row: Row) => string][] = [
  ["variant", (row) => row.variant],
  ["µs/request", (row) => row.cpuMicrosecondsPerRequest.toFixed(1)],
  ["ratio", (row) => row.ratio.toFixed(2)],
  [
    "goal",
    (row) => (row.goal === null ? "" : `${row.goal.toFixed(2)} ${row.goalMet === true ? "met" : "missed"}`),
  ],
  ["reached", (row) => (row.reachedShare === null ? "" : `${(row.reachedShare * 100).toFixed(2)} %`)],
  ["failures", (row) => String(row.failures)],
  ["requests/s", (row) => row.requestsPerSecond.toFixed(0)],
  ["p50 ms", (row) => row.p50Ms.toFixed(2)],
  ["p99 ms", (row) => row.p99Ms.toFixed(2)],
  ["RSS MB", (row) => row.residentMegabytes.toFixed(1)],
];

/** The rows as a Markdown table. */
export function formatTable(rows: readonly Row[]): string {
  const cells = [
    columns.map(([title]) => title),
    ...rows.map((row) => columns.map(([, format]) => format(row))),
  ];
  const widths = columns.map((_, index) => Math.max(3, ...cells.map((line) => line[index]?.length ?? 0)));
  const line = (values: readonly string[]): string =>
    `| ${values.map((value, index) => (index === 0 ? value.padEnd(widths[index] ?? 0) : value.padStart(widths[index] ?? 0))).join(" | ")} |`;
  const rule = `| ${widths.map((width, index) => (index === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)).join(" | ")} |`;
  const [head = [], ...body] = cells;
  return [line(head), rule, ...body.map(line)].join("\n");
}
