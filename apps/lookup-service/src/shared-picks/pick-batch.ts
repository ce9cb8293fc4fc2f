import type { ToldPicks } from "../pools/spread-picks.ts";
import type { MessagePool, PickMessage } from "./pick-message.ts";

/** Pods whose picks may wait to be told: what is kept while nobody can be told. */
export const WAITING_PODS_MAX = 4_096;
/** About the bytes of the largest message. */
export const MESSAGE_BYTES_MAX = 32_768;
/** Of a pod in a message beside its name, and of a pool beside its name. */
const ENTRY_BYTES = 40;

/** Picks that wait to be told to other replicas. */
export interface PickBatch {
  /** False when there is no room: these picks are told to nobody. */
  add(pool: string, picks: ToldPicks): boolean;
  /** Takes everything out, as messages of bounded size that are numbered in their order. */
  take(): readonly PickMessage[];
}

/**
 * Creates an empty batch of one replica. The picks of a pod are one entry however many they are, so
 * memory is bounded by the number of pods, however long nobody can be told.
 */
export function createPickBatch(replica: string): PickBatch {
  let pools = new Map<string, Map<string, ToldPicks>>();
  let size = 0;
  let sequence = 0;

  function add(pool: string, told: ToldPicks): boolean {
    const pods = pools.get(pool);
    const waiting = pods?.get(told.podId);
    if (waiting === undefined && size >= WAITING_PODS_MAX) return false;
    const united =
      waiting === undefined
        ? told
        : {
            podId: told.podId,
            count: waiting.count + told.count,
            sinceMs: Math.min(waiting.sinceMs, told.sinceMs),
            untilMs: Math.max(waiting.untilMs, told.untilMs),
          };
    if (waiting === undefined) size += 1;
    if (pods === undefined) pools.set(pool, new Map([[told.podId, united]]));
    else pods.set(told.podId, united);
    return true;
  }

  function take(): readonly PickMessage[] {
    const messages: PickMessage[] = [];
    let filling: Map<string, ToldPicks[]> | undefined;
    let bytes = 0;
    for (const [pool, pods] of pools) {
      for (const told of pods.values()) {
        const cost = told.podId.length + ENTRY_BYTES;
        const poolCost = filling?.has(pool) === true ? 0 : pool.length + ENTRY_BYTES;
        if (filling === undefined || bytes + cost + poolCost > MESSAGE_BYTES_MAX) {
          filling = new Map();
          bytes = pool.length + ENTRY_BYTES;
          sequence += 1;
          messages.push({ replica, sequence, pools: filling satisfies MessagePool });
        } else bytes += poolCost;
        bytes += cost;
        const listed = filling.get(pool);
        if (listed === undefined) filling.set(pool, [told]);
        else listed.push(told);
      }
    }
    pools = new Map();
    size = 0;
    return messages;
  }

  return { add, take };
}
