import { sleep, systemClock, type Clock, type Random } from "../clock/clock.ts";
import { jitter } from "../clock/back-off.ts";
import { isConflict } from "./predicates.ts";

/** Settings of {@link retryOnConflict}; the defaults are client-go's `retry.DefaultRetry`. */
export interface RetryOnConflictOptions {
  /** Default 5. */
  readonly attempts?: number;
  /** Before the second attempt, stretched by up to a tenth. Default 10. */
  readonly waitMs?: number;
  readonly clock?: Clock;
  readonly random?: Random;
}

/**
 * Tries again what read an object and wrote it back, while somebody else was faster. The function
 * has to read the object anew each time.
 *
 * @throws ApiError `conflict` after the last attempt; every other error at once.
 */
export async function retryOnConflict<Value>(
  attempt: () => Promise<Value>,
  options: RetryOnConflictOptions = {},
): Promise<Value> {
  const { attempts = 5, waitMs = 10, clock = systemClock, random = Math.random } = options;
  for (let made = 1; ; made += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!isConflict(error) || made >= attempts) throw error;
      await sleep(clock, jitter(waitMs, 0.1, random));
    }
  }
}
