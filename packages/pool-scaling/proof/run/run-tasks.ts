import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Task, TaskResult } from "./task.ts";

/**
 * A thread of its own for each task: in one thread the planners of all mutants would share the code of
 * the world, and the compiler could not settle on any.
 */
function runInThread(task: Task): Promise<TaskResult> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("worker.ts", import.meta.url), { workerData: task });
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", () => reject(new Error(`The task ${JSON.stringify(task)} ended without a word.`)));
  });
}

/** Runs tasks, as many at once as there are processors; `told` hears of each when it is done. The results are in order. */
export async function runTasks(
  tasks: readonly Task[],
  told: (result: TaskResult) => void,
): Promise<TaskResult[]> {
  const results: TaskResult[] = [];
  const waiting = [...tasks.entries()];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, task] = next;
      const result = await runInThread(task);
      results[index] = result;
      told(result);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return results;
}
