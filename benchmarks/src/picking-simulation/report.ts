import { POLICIES } from "./policies.ts";
import {
  BACKGROUND_PER_POD_PER_SECOND,
  BURST_CLIENTS_PER_POD,
  BURST_EVERY_MS,
  BURST_LENGTH_MS,
  CONNECT_MS,
  RESTART_EVERY_MS,
  SESSION_MS,
  type Scenario,
} from "./scenario.ts";
import type { SimulationResult } from "./simulate.ts";

/** What every policy did in one scenario. */
export interface SimulationRow {
  readonly scenario: Scenario;
  readonly results: Readonly<Record<string, SimulationResult>>;
}

const KNOWLEDGE_TITLES = {
  "own-reports": "each picker collects the reports itself",
  snapshot: "one service collects; pickers hold its snapshot and tell it their picks",
} as const;

const cell = (result: SimulationResult | undefined): string =>
  result === undefined
    ? ""
    : `${result.mostLoadedMean.toFixed(2)} / ${result.mostLoadedP99.toFixed(2)} / ${result.regretMean.toFixed(1)}`;

const tableRow = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

function table(rows: readonly SimulationRow[]): string[] {
  const names = POLICIES.map(({ name }) => name);
  return [
    tableRow(["reports every", "pickers", ...names]),
    tableRow(["---:", "---:", ...names.map(() => "---")]),
    ...rows.map(({ scenario, results }) =>
      tableRow([
        `${scenario.reportIntervalMs / 1_000} s`,
        String(scenario.pickers),
        ...names.map((name) => cell(results[name])),
      ]),
    ),
  ];
}

/** What the numbers are, in words that hold for every run. */
const MEANING = `Each cell is \`mean / p99 / regret\`: the load of the most loaded pod over the fair share (1.00 is
perfect), as the mean and the 99th percentile over the run, and how many clients more than the least
loaded pod the chosen one had, as the mean over the picks. All policies meet the same arrivals:
${BACKGROUND_PER_POD_PER_SECOND} a second for each pod, a burst of ${BURST_CLIENTS_PER_POD} a pod within ${BURST_LENGTH_MS} ms every ${BURST_EVERY_MS / 1_000} s, and every
${RESTART_EVERY_MS / 1_000} s a pod that restarts empty while its clients come back at once. Sessions last ${SESSION_MS / 1_000} s on
average, and a client is connected ${CONNECT_MS[0]} to ${CONNECT_MS[1]} ms after its pick. The all-knowing picker is the limit of what any
can do: sessions end where they want, and no picker moves a client. A figure of one seed moves by a
few hundredths with another; differences below that say nothing.`;

/** The rows as Markdown, a table for each pool size and kind of knowledge. */
export function simulationReport(rows: readonly SimulationRow[]): string {
  const groups = Map.groupBy(
    rows,
    ({ scenario }) => `${scenario.pods} pods; ${KNOWLEDGE_TITLES[scenario.knowledge]}`,
  );
  const tables = [...groups].flatMap(([title, group]) => [`**${title}**`, "", ...table(group), ""]);
  const policies = POLICIES.map(({ name, description }) => `- ${name}: ${description}`);
  return [...tables, MEANING, "", ...policies].join("\n");
}
