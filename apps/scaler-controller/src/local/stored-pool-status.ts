import { z } from "zod";

const count = z.int().min(0);
const timeMs = z.number().min(0);

/** The planner's status as it lies in a file that anything may have written. */
export const storedPoolStatusSchema = z.object({
  revision: count,
  decisions: count,
  nextOrdinal: z.int().min(1),
  pendingStarts: z.array(z.string().min(1).max(63)).max(1_000),
  failedStarts: z.object({ count, lastAtMs: timeMs }),
  desiredReplicas: count,
  counts: z.object({ starting: count, open: count, draining: count, closed: count }),
  conditions: z.array(
    z.object({
      type: z.enum(["ScaleDownBlocked", "StartsFailing", "DrainOverdue"]),
      status: z.boolean(),
      sinceMs: timeMs,
      reason: z.string().max(1_024),
    }),
  ),
});
