import { createWriteStream, type WriteStream } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describeExit, startSupervisedProcess, type SupervisedProcess } from "@fairlead/local-pods";
import type { Environment } from "../binaries/cache-directory.ts";
import { TestbedError } from "../binaries/testbed-error.ts";

const PROBE_INTERVAL_MS = 25;
/** Readiness is waited for longer than any machine that is worth testing on needs. */
const READY_TIMEOUT_MS = 240_000;
const SHOWN_LINES = 30;

/** What a part is started with. */
export interface PartOptions {
  /** Names its log file, and it in errors. */
  readonly name: string;
  /** Executable and arguments. */
  readonly command: readonly [string, ...string[]];
  readonly environment: Environment;
  /** Where its log is written. */
  readonly directory: string;
  /** Whether it serves; asked until it says yes. */
  isReady(): Promise<boolean>;
}

/** A process of the test bed that can be taken down and brought back. It never outlives this process. */
export interface Part {
  readonly name: string;
  /** Absent while it is down. */
  readonly pid: number | undefined;
  /** Everything that it wrote, over all its lives. */
  readonly logPath: string;
  /** Time from the last start to readiness. */
  readonly startedInMs: number;
  /**
   * Starts it, and waits until it serves.
   *
   * @throws TestbedError with its last lines, when it ends before.
   */
  start(): Promise<void>;
  /** Kills it, without a warning. */
  kill(): Promise<void>;
  /** Sends a signal, such as `SIGSTOP` to hold it and `SIGCONT` to let it go on. */
  signal(signal: NodeJS.Signals): void;
}

/** Makes a part, which is down until it is started. */
export function createPart(options: PartOptions): Part {
  const { name, command, environment, directory } = options;
  const logPath = join(directory, `${name}.log`);
  const [path, ...parameters] = command;
  let running: SupervisedProcess | undefined;
  let startedInMs = 0;
  let lines: string[] = [];

  const waitUntilReady = async (started: SupervisedProcess): Promise<void> => {
    let exit: string | undefined;
    void started.exited.then((how) => (exit = describeExit(how)));
    const deadline = performance.now() + READY_TIMEOUT_MS;
    while (!(await options.isReady().catch(() => false))) {
      const isLate = performance.now() > deadline;
      if (exit !== undefined || isLate) {
        started.kill();
        const how = exit === undefined ? "is not ready in time" : `ended with ${exit}`;
        throw new TestbedError(`${name} ${how}. Its last lines:\n${lines.join("\n")}`);
      }
      await sleep(PROBE_INTERVAL_MS);
    }
  };
  const remember = (line: string, log: WriteStream): void => {
    log.write(`${line}\n`);
    lines = [...lines.slice(1 - SHOWN_LINES), line];
  };

  return {
    name,
    logPath,
    get pid() {
      return running?.pid;
    },
    get startedInMs() {
      return startedInMs;
    },
    async start() {
      if (running !== undefined) return;
      const log = createWriteStream(logPath, { flags: "a" });
      const startedAt = performance.now();
      const started = await startSupervisedProcess({
        path,
        parameters,
        // Of the time that a program in Go spends on collecting garbage most is saved, at the price of some memory; and of
        // what its threads spend on looking for work that there is not.
        environment: { GOGC: "400", GOMAXPROCS: "1", ...environment },
        onLine: (line) => remember(line, log),
      });
      running = started;
      void started.exited.then(() => {
        if (running === started) running = undefined;
        log.end();
      });
      await waitUntilReady(started);
      startedInMs = performance.now() - startedAt;
    },
    async kill() {
      const ending = running;
      ending?.kill();
      await ending?.exited;
    },
    signal(signal) {
      if (running !== undefined) process.kill(running.pid, signal);
    },
  };
}
