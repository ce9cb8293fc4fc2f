import { setTimeout as sleep } from "node:timers/promises";
import type { Tell } from "../events/cli-event.ts";
import type { LoadCounts } from "../events/pod-status.ts";
import type { Stack } from "./stack.ts";

/** Settings of {@link runStatusLoop}. */
export interface StatusLoopOptions {
  readonly stack: Stack;
  readonly counts: () => LoadCounts | null;
  readonly tell: Tell;
  readonly intervalMs: number;
  readonly signal: AbortSignal;
}

/** Tells the status again and again, until the signal; the last look is over when it resolves. */
export async function runStatusLoop(options: StatusLoopOptions): Promise<void> {
  const { counts, intervalMs, signal, stack, tell } = options;
  let before: number | undefined;
  while (!signal.aborted) {
    const status = await stack.status(counts());
    const { decision, desired } = status.scaling;
    if (desired !== null) {
      if (before !== undefined && desired !== before) tell({ event: "scaled", desired, before, decision });
      before = desired;
    }
    tell({ event: "status", ...status });
    await sleep(intervalMs, undefined, { signal }).catch(() => {});
  }
}
