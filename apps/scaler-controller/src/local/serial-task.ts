/** A task of which at most one runs, and one waits. */
export interface SerialTask {
  /** Runs it, after the run under way if there is one; resolves when a run that began after the call has ended. */
  run(): Promise<void>;
}

/** Calls that come while a run waits share it. */
export function createSerialTask(task: () => Promise<void>): SerialTask {
  let running: Promise<void> = Promise.resolve();
  let waiting: Promise<void> | undefined;
  return {
    run() {
      waiting ??= running
        .catch(() => {})
        .then(() => {
          waiting = undefined;
          running = task();
          return running;
        });
      return waiting;
    },
  };
}
