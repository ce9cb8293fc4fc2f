import { createLoadTable, type LoadTable } from "@fairlead/pod-picking";
import type { PickingSpec } from "@fairlead/routing-schema";

/** An empty table that weighs and chooses as the pool wants it. */
export const createPoolTable = ({
  leaseSeconds,
  reportMaxAgeSeconds,
  scorer,
  picker,
}: PickingSpec): LoadTable =>
  createLoadTable({
    leaseMs: leaseSeconds * 1000,
    reportMaxAgeMs: reportMaxAgeSeconds * 1000,
    scorer,
    picker,
  });

/**
 * The same pods with the same load, weighed as the pool wants it now. Picks that are on their way count as made
 * now: too long rather than too short. Errors are forgotten; the next read of a pod tells of them anew.
 */
export function rebuildPoolTable(table: LoadTable, picking: PickingSpec, nowMs: number): LoadTable {
  const rebuilt = createPoolTable(picking);
  const pods = table.explain(nowMs);
  rebuilt.setPods(pods, nowMs);
  for (const { podId, ageMs, reportedClients, capacity, picks, state } of pods) {
    if (ageMs !== null && reportedClients !== null) {
      // Whether the pod or its source said that it drains is not told apart here; its next report says it.
      const report = { clients: reportedClients, capacity, draining: state === "draining" };
      rebuilt.report(podId, report, nowMs - ageMs);
    }
    rebuilt.addPicks(podId, picks, nowMs);
  }
  return rebuilt;
}
