import type { LifecycleSpec } from "../planner.ts";
import { TICK_MS, type World, type WorldOptions } from "./world.ts";

/** What the pool's user wants in this world, at this moment. */
export function specOf(world: World, options: WorldOptions): LifecycleSpec {
  return {
    podNamePrefix: "pod",
    templateHash: world.templateHash,
    minReplicas: options.minReplicas,
    maxReplicas: options.maxReplicas,
    routing: options.routing,
    leaseMs: options.leaseTicks * TICK_MS,
    reportMaxAgeMs: options.reportTicks * TICK_MS,
    silentMs: options.silentTicks * TICK_MS,
    onDeadline: "wait",
    maxStarting: 2,
    startDeadlineMs: 6 * TICK_MS,
    backOffBaseMs: TICK_MS,
    backOffMaxMs: 4 * TICK_MS,
    maxSurge: 1,
    preference: "pack",
    usesPicker: false,
    ...(world.pool === "there" ? {} : { deletion: "drain" }),
  };
}
