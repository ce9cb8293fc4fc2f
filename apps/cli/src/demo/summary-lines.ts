import type { Style } from "../terminal/style.ts";
import { describeLoad, describeRouting } from "../output/status-lines.ts";
import type { DemoSummary } from "./demo-summary.ts";

/** The summary as the demo prints it. */
export function summaryLines(
  summary: DemoSummary & { readonly problems: readonly string[] },
  style: Style,
): string[] {
  const { load, outage, problems, resumedAfterSeconds, routing, scaling, spread } = summary;
  const row = (name: string, value: string): string => `  ${style("dim", name.padEnd(18))}${value}`;
  return [
    "",
    style("bold", "Summary"),
    row("load", describeLoad(load)),
    row("gateway", describeRouting(routing)),
    row(
      "pods",
      `${scaling.start} at the start, ${scaling.peak} at most, ${scaling.end} at the end: ${scaling.added} added, ${scaling.removed} removed`,
    ),
    ...scaling.reasons.map((reason) => row("", reason)),
    row(
      "sessions",
      `${load.dropped} cut off; ${scaling.sessionsOnDrainingPods} were on a pod that drained, and stayed to their own end`,
    ),
    row(
      "spread",
      `${spread.max.toFixed(1)} clients on the fullest of ${summary.pods} pods, mean ${spread.mean.toFixed(1)}: ${spread.maxOverMean.toFixed(2)} times the mean`,
    ),
    row(
      "lookup down",
      `${outage.seconds.toFixed(1)} s: ${outage.requests} requests, ${outage.answered} answered, ${outage.failed} failed (${outage.routed} by the last snapshot, ${outage.unrouted} unrouted)`,
    ),
    row(
      "lookup back",
      resumedAfterSeconds === null
        ? "routing did not resume"
        : `routing resumed after ${resumedAfterSeconds.toFixed(1)} s`,
    ),
    ...(problems.length === 0
      ? [style("green", "  Every client had its answer.")]
      : problems.map((problem) => style("red", `  ${problem}`))),
  ];
}
