/** `node benchmarks/src/pick.ts [--smoke] [--output text|json]`: what one pick costs, by the size of the pool. */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { createLoadTable, createSeededRandom, type PickerName } from "@fairlead/pod-picking";

/** Nanoseconds of one pick. */
export interface PickRow {
  readonly pods: number;
  readonly picker: PickerName;
  /** Median of the rounds. */
  readonly nanoseconds: number;
  readonly goalMet: boolean;
}

const GOAL_NANOSECONDS = 2_000;
/** Candidates looked at in a round, which bounds the time of the pickers that look at every pod. */
const LOOKS_PER_ROUND = 1_000_000;

/** Measures picks with reports arriving between them; the reports are not part of the time. */
function measure(pods: number, picker: PickerName, rounds: number): number {
  const random = createSeededRandom(1);
  const table = createLoadTable({ picker });
  const podIds = Array.from({ length: pods }, (_, pod) => `pod-${pod}`);
  table.setPods(
    podIds.map((podId) => ({ podId, state: "open" })),
    0,
  );
  const times: number[] = [];
  const picks = Math.min(
    20_000,
    Math.max(100, Math.round(picker === "minimum" ? LOOKS_PER_ROUND / pods : LOOKS_PER_ROUND)),
  );
  let nowMs = 1_000;
  for (let round = 0; round < rounds; round += 1) {
    for (const podId of podIds) {
      table.report(
        podId,
        { clients: Math.floor(random() * 50), capacity: 1_000_000, draining: false },
        nowMs,
      );
    }
    const started = performance.now();
    for (let pick = 0; pick < picks; pick += 1) table.pick({ nowMs: nowMs + (pick * 1_000) / picks, random });
    times.push(((performance.now() - started) * 1e6) / picks);
    nowMs += 1_000;
  }
  return times.sort((one, other) => one - other)[Math.floor(rounds / 2)] as number;
}

/** Picks in pools of 3 to 10,000 pods. */
export function pickBenchmark({ smoke }: { smoke: boolean }): PickRow[] {
  const pickers: PickerName[] = ["adaptive", "minimum"];
  return [3, 30, 300, 1_000, 10_000].flatMap((pods) =>
    pickers.map((picker) => {
      const nanoseconds = Math.round(measure(pods, picker, smoke ? 3 : 25));
      return { pods, picker, nanoseconds, goalMet: nanoseconds < GOAL_NANOSECONDS };
    }),
  );
}

/** The rows as a Markdown table. */
export function pickReport(rows: readonly PickRow[]): string {
  const lines = rows.map(
    ({ pods, picker, nanoseconds, goalMet }) =>
      `| ${pods} | ${picker} | ${nanoseconds} | ${picker === "adaptive" ? (goalMet ? "met" : "missed") : "none"} |`,
  );
  return [
    "| pods | picker | ns a pick | goal: under 2,000 |",
    "| ---: | --- | ---: | --- |",
    ...lines,
    "",
    "A pick reads the candidates' loads, chooses, and adds itself to the load of the pod. Reports arrive",
    "between the picks and are not in the figure. `minimum` looks at every pod and shows what that costs.",
    `${cpus()[0]?.model ?? "unknown processor"}, Node ${process.versions.node}.`,
  ].join("\n");
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { smoke: { type: "boolean", default: false }, output: { type: "string", default: "text" } },
  });
  const rows = pickBenchmark(values);
  process.stdout.write(
    `${values.output === "json" ? JSON.stringify(rows, undefined, 2) : pickReport(rows)}\n`,
  );
}
