/** A thread that hunts one mutant, the one that it is given the name of, and posts how it was caught. */
import { parentPort, workerData } from "node:worker_threads";
import { hunt } from "./hunt.ts";
import { withMutant } from "./load-mutant.ts";
import { MUTANTS } from "./mutants.ts";

const mutant = MUTANTS.find(({ name }) => name === workerData);
if (mutant === undefined) throw new Error(`There is no mutant "${String(workerData)}".`);
parentPort?.postMessage(await withMutant(mutant, (planner) => hunt(planner, mutant.name)));
