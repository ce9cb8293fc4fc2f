/** `node benchmarks/src/picking-simulation.ts [--smoke] [--output text|json]`: how evenly pickers spread clients. */
import { parseArgs } from "node:util";
import { POLICIES } from "./picking-simulation/policies.ts";
import { simulationReport, type SimulationRow } from "./picking-simulation/report.ts";
import { scenarios } from "./picking-simulation/scenario.ts";
import { simulate } from "./picking-simulation/simulate.ts";

export { simulationReport as pickingSimulationReport } from "./picking-simulation/report.ts";

/** Runs every policy in every scenario; deterministic. */
export function pickingSimulation({ smoke }: { smoke: boolean }): SimulationRow[] {
  return scenarios({ smoke }).map((scenario) => ({
    scenario,
    results: Object.fromEntries(POLICIES.map((policy) => [policy.name, simulate(scenario, policy)])),
  }));
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { smoke: { type: "boolean", default: false }, output: { type: "string", default: "text" } },
  });
  const rows = pickingSimulation(values);
  process.stdout.write(
    `${values.output === "json" ? JSON.stringify(rows, undefined, 2) : simulationReport(rows)}\n`,
  );
}
