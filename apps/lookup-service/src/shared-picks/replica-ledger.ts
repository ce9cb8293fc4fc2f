/** Replicas that are remembered; the one unheard for longest goes first. */
export const REPLICAS_MAX = 256;

/** Remembers which messages of other replicas were taken, so that each counts once. */
export interface ReplicaLedger {
  /** Whether a message is news. */
  take(replica: string, sequence: number, nowMs: number): boolean;
  /** Replicas that were heard since this moment. */
  heardSince(sinceMs: number): number;
}

/** Creates a ledger. `own` is the replica's own name: what it told itself is never news. */
export function createReplicaLedger(own: string, maxReplicas = REPLICAS_MAX): ReplicaLedger {
  // In the order of heardAtMs, the longest unheard first.
  const known = new Map<string, { readonly sequence: number; readonly heardAtMs: number }>();
  return {
    take(replica, sequence, nowMs) {
      if (replica === own || sequence <= (known.get(replica)?.sequence ?? 0)) return false;
      known.delete(replica);
      known.set(replica, { sequence, heardAtMs: nowMs });
      const [longestUnheard] = known.keys();
      if (known.size > maxReplicas && longestUnheard !== undefined) known.delete(longestUnheard);
      return true;
    },
    heardSince(sinceMs) {
      let heard = 0;
      for (const { heardAtMs } of known.values()) if (heardAtMs >= sinceMs) heard += 1;
      return heard;
    },
  };
}
