/**
 * `pnpm --filter @fairlead/pool-scaling proof [--write]`: the whole proof. Prints what was tried; with
 * `--write` it also records how each mutant was caught, and writes `docs/scaling-proof.md`.
 *
 * @module
 */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { plan } from "../src/plan/plan.ts";
import { huntAll } from "./mutants/hunt-all.ts";
import { WALK_LENGTH } from "./mutants/hunt.ts";
import { MUTANTS } from "./mutants/mutants.ts";
import { proofDocument, type ProofFigures } from "./proof-document.ts";
import { exhaust } from "./search/exhaust.ts";
import { orderlyLife } from "./search/orderly-life.ts";
import { walkMany } from "./search/walk-many.ts";
import { SEARCHED_WORLDS, STRIDDEN_WORLDS, WALKED_WORLDS } from "./search/worlds.ts";
import { broadEvents } from "./world/broad-events.ts";
import { possibleEvents } from "./world/events.ts";

const { values } = parseArgs({ options: { write: { type: "boolean", default: false } } });
const problems: string[] = [];
const print = (line: string): void => void process.stdout.write(`${line}\n`);

print(`random walks through ${Object.keys(WALKED_WORLDS).length} kinds of worlds`);
const walks = walkMany(WALKED_WORLDS, plan, { seeds: 3_000, length: WALK_LENGTH });
if (walks.broken !== undefined) {
  const { violation, world, seed, trace } = walks.broken;
  problems.push(`${world}, seed ${seed}: ${violation?.message ?? ""}\n  ${trace.slice(-40).join("\n  ")}`);
}
print(`  ${walks.walks} worlds, ${walks.steps} steps`);

const searches: ProofFigures["searches"][number][] = [];
for (const [by, worlds, eventsOf, depth] of [
  ["single steps", SEARCHED_WORLDS, possibleEvents, 5],
  ["strides", STRIDDEN_WORLDS, broadEvents, 4],
] as const) {
  for (const [world, options] of Object.entries(worlds)) {
    const starts = orderlyLife(options);
    const settles = by === "single steps";
    const { states, steps, violation, trace } = exhaust(starts, plan, options, { depth, settles, eventsOf });
    searches.push({ world, by, starts: starts.length, depth, states, steps });
    print(`${world}, ${by}: depth ${depth} from ${starts.length} worlds, ${states} states, ${steps} steps`);
    if (violation !== undefined) problems.push(`${world}: ${violation.message}\n  ${trace.join("\n  ")}`);
  }
}

const hunted = await huntAll((mutant, caught) => {
  if (caught === undefined) problems.push(`The mutant "${mutant}" was not caught.`);
  print(
    `${caught === undefined ? "MISSED" : "caught"}  ${mutant}: ${caught?.invariant ?? ""} (${caught?.by ?? ""})`,
  );
});
const catches = hunted.filter((caught) => caught !== undefined);
print(`mutants caught: ${catches.length}/${MUTANTS.length}`);

if (values.write && problems.length === 0) {
  const figures = { walks: walks.walks, steps: walks.steps, searches, catches };
  const repository = path.resolve(import.meta.dirname, "../../..");
  writeFileSync(path.join(repository, "docs/scaling-proof.md"), proofDocument(figures));
  writeFileSync(
    path.join(import.meta.dirname, "mutants/catches.json"),
    `${JSON.stringify(catches, undefined, 2)}\n`,
  );
}
for (const problem of problems) print(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
