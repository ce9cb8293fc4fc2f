import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Catch } from "./hunt.ts";
import { MUTANTS } from "./mutants.ts";

/**
 * A thread of its own for each mutant: in one thread the planners of all mutants would share the code of
 * the world, and the compiler could not settle on any.
 */
function huntInThread(mutant: string): Promise<Catch | undefined> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("hunt-worker.ts", import.meta.url), { workerData: mutant });
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", () => reject(new Error(`The hunt for "${mutant}" ended without a word.`)));
  });
}

/** Hunts every mutant, several at once; `told` hears of each in its turn of being done. */
export async function huntAll(
  told: (mutant: string, caught: Catch | undefined) => void,
): Promise<(Catch | undefined)[]> {
  const results: (Catch | undefined)[] = [];
  const waiting = MUTANTS.map(({ name }, index) => ({ name, index }));
  const hunter = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      results[next.index] = await huntInThread(next.name);
      told(next.name, results[next.index]);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, hunter));
  return results;
}
