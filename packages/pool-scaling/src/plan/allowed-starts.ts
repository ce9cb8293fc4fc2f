import { backOffMs } from "../lifecycle/back-off.ts";
import type { PoolStatus } from "../lifecycle/pool-status.ts";
import type { StepContext } from "../lifecycle/step.ts";
import { past } from "../lifecycle/time.ts";

/** How many of the wanted starts may be made now, and what limits them. */
export interface AllowedStarts {
  readonly count: number;
  readonly limit?: "start_limit" | "back_off";
  /** When the pause is over. */
  readonly untilMs?: number;
}

/**
 * Limits starts: to so many at once, and after a failed one to a single pod after a pause that doubles
 * each time. Whether the next fares better is seen from one as well as from ten.
 */
export function allowedStarts(
  wanted: number,
  starting: number,
  { failedStarts }: PoolStatus,
  { spec, nowMs }: StepContext,
): AllowedStarts {
  if (wanted <= 0) return { count: 0 };
  const hasFailed = failedStarts.count > 0;
  const untilMs = past(failedStarts.lastAtMs, nowMs) + backOffMs(failedStarts.count, spec);
  if (hasFailed && nowMs < untilMs) return { count: 0, limit: "back_off", untilMs };
  const count = Math.min(wanted, Math.max(0, (hasFailed ? 1 : spec.maxStarting) - starting));
  return count < wanted ? { count, limit: "start_limit" } : { count };
}
