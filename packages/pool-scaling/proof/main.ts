/**
 * `pnpm --filter @fairlead/pool-scaling proof [--seed N] [--walks N] [--fresh] [--write]`: the whole proof. Prints what
 * was tried and fails where an invariant is broken, or a mutant is not caught. Each seed walks other ways; `--walks`
 * says how many through each kind of world. A mutant is led the way on which it was caught before, and hunted where that does not catch it any more;
 * `--fresh` hunts all of them. With `--write` the figures and the catches are recorded, for the tests and for
 * `docs/scaling-proof.md`, which `pnpm generate` writes.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { MUTANTS } from "./mutants/mutants.ts";
import { allTasks } from "./run/all-tasks.ts";
import { figuresOf, sumWalks } from "./run/figures.ts";
import { recordedCatches, recordFigures } from "./run/record.ts";
import { runTasks } from "./run/run-tasks.ts";
import { problemIn, tellResult } from "./run/tell-result.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    walks: { type: "string", default: "1000" },
    fresh: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});
const print = (line: string): void => void process.stdout.write(`${line}\n`);

const tasks = allTasks({
  seed: Number(values.seed),
  walks: Number(values.walks),
  recorded: values.fresh ? [] : recordedCatches(),
});
const results = await runTasks(tasks, (result) => print(tellResult(result)));
const figures = figuresOf(results);
const problems = results.map(problemIn).filter((problem) => problem !== undefined);

const { walks, steps } = sumWalks(figures.walks);
print(`worlds tried: ${walks}, steps: ${steps}`);
print(`states searched: ${figures.searches.reduce((sum, { states }) => sum + states, 0)}`);
print(`mutants caught: ${figures.catches.length}/${MUTANTS.length}`);
for (const problem of problems) print(`\n${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;

if (values.write && problems.length === 0) recordFigures(figures);
