import type { Clock } from "../interfaces/clock.ts";

/** Runs again and again, one run at a time. */
export interface Loop {
  /** Something may have changed: runs as soon as it may. */
  wake(): void;
  /** Waits for the run under way; none follows. */
  stop(): Promise<void>;
}

/** What a loop is made of. */
export interface LoopOptions {
  /** Runs once; resolves with when to run again unless it is woken, `undefined`: after the interval. Never rejects. */
  readonly run: () => Promise<number | undefined>;
  readonly clock: Clock;
  readonly intervalMs: number;
  /** The shortest time between the starts of two runs, so that a burst of changes is looked at once. */
  readonly pauseMs: number;
}

/** Starts a loop, with a run at once. */
export function startLoop({ clock, intervalMs, pauseMs, run }: LoopOptions): Loop {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let wokenUp = false;
  let stopped = false;
  let startedAtMs = -Infinity;

  function schedule(delayMs: number): void {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(begin, delayMs);
  }
  const soonest = (): number => Math.max(0, startedAtMs + pauseMs - clock.nowMs());

  async function runOnce(): Promise<void> {
    wokenUp = false;
    startedAtMs = clock.nowMs();
    const againAtMs = await run();
    running = undefined;
    const delayMs = againAtMs === undefined ? intervalMs : againAtMs - clock.nowMs();
    schedule(wokenUp ? soonest() : Math.max(soonest(), delayMs));
  }
  function begin(): void {
    running ??= runOnce();
  }
  begin();

  return {
    wake() {
      wokenUp = true;
      if (running === undefined) schedule(soonest());
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
      clearTimeout(timer);
    },
  };
}
