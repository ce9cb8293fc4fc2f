import type { StepContext } from "../lifecycle/step.ts";
import { past } from "../lifecycle/time.ts";

/**
 * Whether what was decided at `atMs` may yet happen, or have happened unseen: a write is on its way for up to a
 * lease, and the pods may have been listed up to a lease ago.
 */
export const mayBeUnseen = (atMs: number, { spec, nowMs }: StepContext): boolean =>
  nowMs < past(atMs, nowMs) + 2 * spec.leaseMs;
