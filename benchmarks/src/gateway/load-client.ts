import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { LoadOrder, LoadResult } from "./load-order.ts";
import { endProcess, LOAD_CORE, spawnPinned } from "./pinned-process.ts";

export interface LoadClient {
  run(order: LoadOrder): Promise<LoadResult>;
  stop(): Promise<void>;
}

/** Starts the load process; orders run one after another. */
export function startLoadClient(): LoadClient {
  const child = spawnPinned(LOAD_CORE, process.execPath, [
    fileURLToPath(new URL("load-process.ts", import.meta.url)),
  ]);
  child.stderr?.pipe(process.stderr);
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  return {
    run: (order) =>
      new Promise((resolve, reject) => {
        const fail = (code: number | null): void => reject(new Error(`The load process ended with ${code}.`));
        child.once("exit", fail);
        lines.once("line", (line) => {
          child.off("exit", fail);
          resolve(JSON.parse(line) as LoadResult);
        });
        child.stdin?.write(`${JSON.stringify(order)}\n`);
      }),
    stop: () => endProcess(child),
  };
}
