import { compareHistory, compareLoad, compareVictims, type PlacedVictim } from "./compare-victims.ts";
import type { Victim } from "./victim.ts";

/** Candidates of each node. A pod without a node is alone. */
function byNode(victims: readonly Victim[]): Victim[][] {
  const nodes = new Map<string, Victim[]>();
  for (const victim of victims) {
    const key = victim.node ?? `\0${victim.routeId}`;
    const group = nodes.get(key);
    if (group === undefined) nodes.set(key, [victim]);
    else group.push(victim);
  }
  return [...nodes.values()];
}

/**
 * All candidates, first victim first.
 *
 * `spread` counts a node anew after each victim that it gave: of a node's three candidates the first has
 * rank 3, the next 2, the last 1. `pack` ranks all of a node alike, so that it is emptied in one go.
 */
export function orderVictims(victims: readonly Victim[], preference: "pack" | "spread"): Victim[] {
  const placed: PlacedVictim[] = [];
  for (const group of byNode(victims)) {
    if (group.length > 1 && preference === "spread") {
      group.sort((one, other) => compareLoad(one, other) || compareHistory(one, other));
    }
    for (const [index, victim] of group.entries()) {
      placed.push({ ...victim, nodeRank: preference === "spread" ? group.length - index : group.length });
    }
  }
  return placed.sort((one, other) => compareVictims(one, other, preference));
}
