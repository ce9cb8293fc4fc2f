import type { Victim } from "./victim.ts";

/** A victim with its place among the candidates of its node. */
export interface PlacedVictim {
  readonly victim: Victim;
  /** How many candidates its node would still have when its turn comes. */
  readonly nodeRank: number;
}

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** The order before nodes are looked at. */
export function compareLoad(one: Victim, other: Victim): number {
  return (
    Number(one.serving) - Number(other.serving) ||
    Number(other.outdated) - Number(one.outdated) ||
    one.clients - other.clients ||
    one.deletionCost - other.deletionCost
  );
}

/** The order after nodes were looked at; total, since route ids differ. */
export function compareHistory(one: Victim, other: Victim): number {
  return (
    other.readySinceMs - one.readySinceMs ||
    other.crashes - one.crashes ||
    other.createdAtMs - one.createdAtMs ||
    compareText(other.routeId, one.routeId)
  );
}

/**
 * Who goes first. A negative number: `one` before `other`.
 *
 * 1. not serving yet (nobody is there to wait for);
 * 2. made from an old template;
 * 3. fewer clients;
 * 4. lower deletion cost, as `controller.kubernetes.io/pod-deletion-cost`;
 * 5. `pack`: on the node with fewer candidates, so that nodes become empty;
 *    `spread`: on the node with more, so that what stays is apart;
 * 6. ready more recently; more crashes; created more recently; the later route id.
 *
 * From 3 on it is the order in which Kubernetes' ReplicaSet controller deletes, with clients before cost.
 */
export function compareVictims(
  one: PlacedVictim,
  other: PlacedVictim,
  preference: "pack" | "spread",
): number {
  const crowding = preference === "pack" ? one.nodeRank - other.nodeRank : other.nodeRank - one.nodeRank;
  return (
    compareLoad(one.victim, other.victim) ||
    crowding ||
    (preference === "pack" ? compareText(one.victim.node ?? "", other.victim.node ?? "") : 0) ||
    compareHistory(one.victim, other.victim)
  );
}
