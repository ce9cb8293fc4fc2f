import type { Observation } from "../observe/create-observer.ts";

/**
 * Whether a pod without clients is on its way out. What it waits for is told by nobody: that a lease and the
 * snapshots that list it are over, and that a report from after that says the same as the one before.
 */
export function isEmptying({ pods, reports }: Pick<Observation, "pods" | "reports">): boolean {
  return pods.some(
    ({ phase, routeId }) =>
      phase.name === "closed" || (phase.name === "draining" && reports.get(routeId)?.clients === 0),
  );
}
