import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { until } from "@fairlead/test-support";
import { readDevLine, type DevLine, type KnownEvent } from "./dev-event.ts";
import { createDevProcesses, type DevProcesses } from "./dev-processes.ts";
import { markedProcesses, MARK } from "./marked-processes.ts";

const MAIN = fileURLToPath(new URL("src/main.ts", import.meta.resolve("fairlead/package.json")));
const LINES_MAX = 2_000;

/** A run of `fairlead dev`, seen from outside. */
export interface DevRun {
  readonly pid: number;
  readonly addresses: Extract<KnownEvent, { event: "addresses" }>;
  readonly processes: DevProcesses;
  /** Tells each line from here on. */
  subscribe(listener: (line: DevLine) => void): () => void;
  /** The last lines, oldest first. */
  lines(): readonly DevLine[];
  /** Settles with the exit code, or the signal. */
  readonly exited: Promise<number | string>;
  /** SIGTERM; resolves with {@link DevRun.exited}. */
  stop(): Promise<number | string>;
  /** Kills it; its watchdogs end the rest. */
  kill(): void;
  /** Processes that still run and were begun by this run, whoever told of them. */
  left(): readonly string[];
}

/** What is run. */
export interface DevOptions {
  /** Words after `fairlead dev --output json`. */
  readonly words: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** A program before it, such as `unshare`. */
  readonly wrapper?: readonly string[];
}

/**
 * Starts `fairlead dev` in a process of its own; resolves when the pods of the start are open.
 *
 * @throws Error with its last lines when it ends before that.
 */
export async function startDev({ environment = {}, words, wrapper = [] }: DevOptions): Promise<DevRun> {
  const mark = randomUUID();
  const [program = "", ...parameters] = [
    ...wrapper,
    process.execPath,
    MAIN,
    "dev",
    "--output",
    "json",
    ...words,
  ];
  const child = spawn(program, parameters, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...environment, [MARK]: mark },
  });
  const processes = createDevProcesses();
  const listeners = new Set<(line: DevLine) => void>();
  const kept: DevLine[] = [];
  const begun: { addresses?: DevRun["addresses"]; allOpen?: true } = {};
  const take = (line: DevLine): void => {
    kept.push(line);
    if (kept.length > LINES_MAX) kept.shift();
    if (line.event !== undefined) processes.take(line.event);
    if (line.event?.event === "addresses") begun.addresses = line.event;
    if (line.event?.event === "all_open") begun.allOpen = true;
    for (const listener of listeners) listener(line);
  };
  createInterface({ input: child.stdout }).on("line", (text) => take(readDevLine(text, performance.now())));
  createInterface({ input: child.stderr }).on("line", (text) =>
    take({ atMs: performance.now(), text, event: undefined }),
  );
  let ended: number | string | undefined;
  const exited = new Promise<number | string>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      ended = code ?? signal ?? "unknown";
      resolve(ended);
    });
  });
  await until("its pods are open", () => {
    if (ended === undefined) return begun.allOpen;
    throw new Error(
      `fairlead dev ended with ${ended}:\n${kept
        .slice(-20)
        .map(({ text }) => text)
        .join("\n")}`,
    );
  }).catch((error: unknown) => {
    child.kill("SIGKILL");
    throw error;
  });
  return {
    pid: child.pid as number,
    addresses: begun.addresses as DevRun["addresses"],
    processes,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    lines: () => kept,
    exited,
    stop() {
      child.kill("SIGTERM");
      return exited;
    },
    kill: () => void child.kill("SIGKILL"),
    left: () => markedProcesses(mark),
  };
}
