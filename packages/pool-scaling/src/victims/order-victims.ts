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

/** The load that a victim among the first `count` has at most; `undefined` when all are. */
function heaviestOf(victims: readonly Victim[], count: number): Victim | undefined {
  if (count >= victims.length) return undefined;
  const lightest: Victim[] = [];
  for (const victim of victims) {
    const last = lightest.at(-1);
    if (lightest.length === count && last !== undefined && compareLoad(victim, last) >= 0) continue;
    const after = lightest.findLastIndex((other) => compareLoad(other, victim) <= 0);
    lightest.splice(after + 1, 0, victim);
    if (lightest.length > count) lightest.pop();
  }
  return lightest.at(-1);
}

/**
 * The first `count` candidates, first victim first; all of them by default.
 *
 * `spread` counts a node anew after each victim that it gave: of a node's three candidates the first has
 * rank 3, the next 2, the last 1. `pack` ranks all of a node alike, so that it is emptied in one go.
 */
export function orderVictims(
  victims: readonly Victim[],
  preference: "pack" | "spread",
  count: number = victims.length,
): Victim[] {
  if (count <= 0) return [];
  // Load comes first in the order, so nobody with a heavier one can be among the first.
  const heaviest = heaviestOf(victims, count);
  const placed: PlacedVictim[] = [];
  for (const group of byNode(victims)) {
    if (group.length > 1 && preference === "spread") {
      group.sort((one, other) => compareLoad(one, other) || compareHistory(one, other));
    }
    for (const [index, victim] of group.entries()) {
      if (heaviest !== undefined && compareLoad(victim, heaviest) > 0) continue;
      placed.push({ victim, nodeRank: preference === "spread" ? group.length - index : group.length });
    }
  }
  return placed
    .sort((one, other) => compareVictims(one, other, preference))
    .slice(0, count)
    .map(({ victim }) => victim);
}
