import type { Recommendation } from "./recommendations.ts";
import type { ScaleEvent } from "./scale-events.ts";

/** A change that was decided and has not been seen to happen. */
export interface PendingChange {
  readonly from: number;
  readonly to: number;
  readonly atMs: number;
}

/**
 * What is kept between two decisions. Kubernetes keeps it in the process and forgets it on a restart; here it
 * is part of the pool's status. Plain JSON; {@link MEMORY_MAX_ENTRIES} bounds each list.
 */
export interface ReplicaCountMemory {
  /** Earlier proposals, for the windows. */
  readonly recommendations: readonly Recommendation[];
  /** Earlier changes, for the policies. */
  readonly scaleUpEvents: readonly ScaleEvent[];
  readonly scaleDownEvents: readonly ScaleEvent[];
  readonly pending?: PendingChange | undefined;
  /** The last change was to zero by a metric that can also wake the workload. */
  readonly scaledToZero: boolean;
  /** When a client was last there or waiting. */
  readonly lastDemandAtMs?: number | undefined;
}

/** Most entries of each list of a {@link ReplicaCountMemory}. */
export const MEMORY_MAX_ENTRIES = 100;

/** Memory at the first decision: the replicas there are count as a proposal, so that a window is waited for. */
export const initialMemory = (currentReplicas: number, nowMs: number): ReplicaCountMemory => ({
  recommendations: [{ replicas: currentReplicas, atMs: nowMs }],
  scaleUpEvents: [],
  scaleDownEvents: [],
  scaledToZero: false,
});

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isTime = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

function readList<Key extends string>(
  value: unknown,
  key: Key,
): ({ readonly atMs: number } & Readonly<Record<Key, number>>)[] {
  if (!Array.isArray(value)) return [];
  const entries: ({ readonly atMs: number } & Readonly<Record<Key, number>>)[] = [];
  for (const entry of value as unknown[]) {
    if (isRecord(entry) && isCount(entry[key]) && isTime(entry["atMs"]))
      entries.push({ [key]: entry[key], atMs: entry["atMs"] } as (typeof entries)[number]);
  }
  return entries.slice(-MEMORY_MAX_ENTRIES);
}

/**
 * Reads a memory from a status that anything may have written. Entries of another form are left out; what is
 * no memory at all is undefined, which makes the next decision a first one.
 */
export function readMemory(value: unknown): ReplicaCountMemory | undefined {
  if (!isRecord(value) || !Array.isArray(value["recommendations"])) return undefined;
  const pending = value["pending"];
  const lastDemandAtMs = value["lastDemandAtMs"];
  return {
    recommendations: readList(value["recommendations"], "replicas"),
    scaleUpEvents: readList(value["scaleUpEvents"], "change"),
    scaleDownEvents: readList(value["scaleDownEvents"], "change"),
    scaledToZero: value["scaledToZero"] === true,
    ...(isTime(lastDemandAtMs) ? { lastDemandAtMs } : {}),
    ...(isRecord(pending) && isCount(pending["from"]) && isCount(pending["to"]) && isTime(pending["atMs"])
      ? { pending: { from: pending["from"], to: pending["to"], atMs: pending["atMs"] } }
      : {}),
  };
}
