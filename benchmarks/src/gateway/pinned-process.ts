import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

/** The core that Envoy has to itself. */
export const ENVOY_CORE = 0;
/** The core of the load, the pods and the lookup service. */
export const LOAD_CORE = 1;

/** Starts a process on one core (`taskset`), with pipes for its standard streams. */
export function spawnPinned(
  core: number,
  command: string,
  commandArguments: readonly string[],
): ChildProcess {
  return spawn("taskset", ["--cpu-list", String(core), command, ...commandArguments], {
    stdio: ["pipe", "pipe", "pipe"],
  });
}

/** Ends a process and waits until it is gone. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGCONT");
  child.kill("SIGKILL");
  await exited;
}

/** Resolves with the first line on standard output that matches. Rejects when the process ends before. */
export function waitForOutput(child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let seen = "";
    const read = (chunk: Buffer): void => {
      seen = (seen + chunk.toString()).slice(-65_536);
      const match = pattern.exec(seen);
      if (match !== null) resolve(match);
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("exit", (code) =>
      reject(new Error(`${child.spawnargs.join(" ")} ended with ${code}:\n${seen}`)),
    );
  });
}
