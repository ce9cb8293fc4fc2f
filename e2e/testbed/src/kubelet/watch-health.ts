import { setTimeout as sleep } from "node:timers/promises";
import type { Probe } from "./pod-object.ts";

/** Settings of {@link watchHealth}. */
export interface HealthOptions {
  readonly probe: Probe;
  readonly ask: () => Promise<boolean>;
  readonly signal: AbortSignal;
  /** Told each time that it changes; at the beginning it is `isWell`. */
  readonly onChange: (isWell: boolean) => void;
  readonly isWell: boolean;
}

/** Asks again and again, and tells when so many answers in a row say otherwise than before. */
export async function watchHealth({ probe, ask, signal, onChange, isWell }: HealthOptions): Promise<void> {
  const { initialDelaySeconds = 0, periodSeconds = 10, failureThreshold = 3, successThreshold = 1 } = probe;
  const pause = (seconds: number): Promise<unknown> =>
    sleep(seconds * 1_000, undefined, { signal }).catch(() => {});
  let state = isWell;
  let inRow = 0;
  await pause(initialDelaySeconds);
  while (!signal.aborted) {
    const answer = await ask();
    if (signal.aborted) return;
    inRow = answer === state ? 0 : inRow + 1;
    if (inRow >= (answer ? successThreshold : failureThreshold)) {
      state = answer;
      inRow = 0;
      onChange(state);
    }
    await pause(periodSeconds);
  }
}
