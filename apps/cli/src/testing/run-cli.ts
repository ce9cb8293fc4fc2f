import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { waitFor } from "@fairlead/test-support";
import { onTestFinished } from "vitest";
import type { CliEvent, CliEvents } from "../events/cli-event.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));

/** How a run of the program ended. */
export interface CliExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A run of the program in a process of its own. */
export interface CliRun {
  readonly pid: number;
  readonly exited: Promise<CliExit>;
  stdout(): string;
  stderr(): string;
  /** Events of a run with `--output json`. */
  events(): CliEvent[];
  of<Name extends keyof CliEvents>(name: Name): Extract<CliEvent, { event: Name }>[];
  /** Waits for an event that fits, or fails when the program ends without it. */
  event<Name extends keyof CliEvents>(
    name: Name,
    fits?: (event: Extract<CliEvent, { event: Name }>) => boolean,
  ): Promise<Extract<CliEvent, { event: Name }>>;
  signal(signal: NodeJS.Signals): void;
  /** Stops reading what it writes, for good. */
  closeOutput(): void;
  /** Every process that the program has told of. */
  pids(): number[];
}

/** Runs `fairlead`; what is still running at the end of the test is killed, and takes its own with it. */
export function runCli(
  words: readonly string[],
  options: { entry?: string; environment?: NodeJS.ProcessEnv; workingDirectory?: string } = {},
): CliRun {
  const child = spawn(process.execPath, [options.entry ?? MAIN, ...words], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...options.environment },
    cwd: options.workingDirectory,
  });
  let stdout = "";
  let stderr = "";
  let ended = false;
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const exited = new Promise<CliExit>((resolve) => {
    child.once("close", (code, signal) => {
      ended = true;
      resolve({ code, signal });
    });
  });
  onTestFinished(() => void child.kill("SIGKILL"));

  const events = (): CliEvent[] =>
    stdout
      .slice(0, stdout.lastIndexOf("\n") + 1)
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as CliEvent);
  const of: CliRun["of"] = (name) =>
    events().filter((event): event is Extract<CliEvent, { event: typeof name }> => event.event === name);
  return {
    pid: child.pid as number,
    exited,
    stdout: () => stdout,
    stderr: () => stderr,
    events,
    of,
    event: (name, fits = () => true) =>
      waitFor(() => {
        const found = of(name).find(fits);
        if (found === undefined && ended) throw new Error(`It ended without ${name}:\n${stdout}\n${stderr}`);
        return found;
      }),
    signal: (signal) => void child.kill(signal),
    closeOutput: () => void child.stdout.destroy(),
    pids: () => [
      ...of("lookup_started").map(({ pid }) => pid),
      ...of("pod_starting").map(({ pid }) => pid),
      ...of("gateway_started").map(({ pid }) => pid),
      ...of("scaler_started").map(({ pid }) => pid),
    ],
  };
}
