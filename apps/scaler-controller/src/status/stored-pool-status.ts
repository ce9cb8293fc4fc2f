import { readMemory } from "@fairlead/pool-scaling";
import { z } from "zod";
import type { StoredStatus } from "../interfaces/status-store.ts";

const count = z.int().min(0);
const timeMs = z.number().min(0);
const routeIds = z.array(z.string().min(1).max(63)).max(100_000);
const told = z.object({ routeIds, atMs: timeMs }).default({ routeIds: [], atMs: 0 });

/** The planner's status as it lies in a file that anything may have written. */
const storedPoolStatusSchema = z.object({
  revision: count,
  decisions: count,
  nextOrdinal: z.int().min(1),
  pendingStarts: routeIds,
  pendingDrains: told,
  reopening: told,
  failedStarts: z.object({ count, lastAtMs: timeMs }),
  desiredReplicas: count,
  conditions: z.array(
    z.object({
      type: z.enum(["ScaleDownBlocked", "StartsFailing", "DrainOverdue"]),
      status: z.boolean(),
      sinceMs: timeMs,
      reason: z.string().max(1_024),
    }),
  ),
});

/** Reads a status that came from outside of this process; `undefined` when it is none. */
export function parseStoredStatus(value: unknown): StoredStatus | undefined {
  const { pool, replicaCount } = (value ?? {}) as Record<string, unknown>;
  const parsed = storedPoolStatusSchema.safeParse(pool);
  return parsed.success ? { pool: parsed.data, replicaCount: readMemory(replicaCount) } : undefined;
}
