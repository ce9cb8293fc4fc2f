import type { Clock } from "../interfaces/clock.ts";

/** What a teller is made of. */
export interface TellerOptions {
  /** Tells what there is to tell at the moment. Never rejects. */
  readonly tell: () => Promise<void>;
  readonly clock: Clock;
  /** How long nothing has to follow before it is told. */
  readonly quietMs: number;
  /** What goes on for so long is told all the same. */
  readonly limitMs: number;
}

/** Tells of what happens, though not of each of several steps that follow one another at once. */
export interface Teller {
  /**
   * Something has happened. What is told is not waited for.
   *
   * @param goesOn whether more is to follow at once
   */
  happened(goesOn?: boolean): void;
  /** Waits for what is being told; nothing more is. */
  stop(): Promise<void>;
}

/** Tells one thing at a time. */
export function createTeller({ clock, limitMs, quietMs, tell }: TellerOptions): Teller {
  let timer: NodeJS.Timeout | undefined;
  let telling: Promise<void> | undefined;
  let isNew = false;
  let isStopped = false;
  /** Since when there is something to tell. */
  let sinceMs: number | undefined;

  function begin(): void {
    clearTimeout(timer);
    timer = undefined;
    if (telling !== undefined) {
      isNew = true;
      return;
    }
    sinceMs = undefined;
    telling = tell().finally(() => {
      telling = undefined;
      if (!isNew) return;
      isNew = false;
      happened();
    });
  }
  function happened(goesOn = false): void {
    if (isStopped) return;
    const nowMs = clock.nowMs();
    sinceMs ??= nowMs;
    if (!goesOn && timer !== undefined) return;
    clearTimeout(timer);
    timer = setTimeout(begin, Math.min(quietMs, sinceMs + limitMs - nowMs));
  }
  return {
    happened,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await telling;
    },
  };
}
