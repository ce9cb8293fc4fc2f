/**
 * `pnpm test`, and with `--cluster` as its first option `pnpm test:cluster`: all tests of that kind. Further options
 * are Vitest's.
 *
 * @module
 */
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import path from "node:path";
import { root } from "./workspace/repository.ts";

const given = process.argv.slice(2);
const isCluster = given[0] === "--cluster";

/** Most of what a test waits for is done by other processes, and some of it takes its time. */
const FILES_PER_CORE = isCluster ? 2.5 : 1.5;
/** Ends what hangs; nothing is that slow. */
const LIMIT_MS = 180_000;

const options = [
  `--maxWorkers=${Math.ceil(availableParallelism() * FILES_PER_CORE)}`,
  // A file leaves nothing behind in its modules, and a worker for each would take half a second to start.
  "--no-isolate",
  // A project with a cluster has limits of its own.
  ...(isCluster
    ? ["--config", "vitest.testbed.config.ts"]
    : [`--testTimeout=${LIMIT_MS}`, `--hookTimeout=${LIMIT_MS}`]),
];
const vitest = spawn(
  process.execPath,
  [path.join(root, "node_modules/vitest/vitest.mjs"), "run", ...options, ...given.slice(isCluster ? 1 : 0)],
  {
    cwd: root,
    stdio: "inherit",
    // The same programs are started from their sources hundreds of times.
    env: { NODE_COMPILE_CACHE: path.join(root, "node_modules/.cache/node-compile"), ...process.env },
  },
);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => vitest.kill(signal));
vitest.on("exit", (code) => (process.exitCode = code ?? 1));
