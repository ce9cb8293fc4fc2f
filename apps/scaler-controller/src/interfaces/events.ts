import type { EventReason } from "@fairlead/pool-scaling";

/** Something that happened to a pool or one of its pods. */
export interface PoolEvent {
  readonly atMs: number;
  readonly reason: EventReason;
  /** Absent for an event of the pool. */
  readonly routeId?: string;
  readonly message: string;
  /** How often it happened in a row. */
  readonly count: number;
}

/** Tells the user what happens. A lost event harms nobody, so recording never fails. */
export interface EventRecorder {
  record(event: Omit<PoolEvent, "count">): void;
}
