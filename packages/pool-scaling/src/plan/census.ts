import type { LifecycleSpec } from "../lifecycle/lifecycle-spec.ts";
import type { PodView } from "../lifecycle/pod-view.ts";

/** The pods by phase. Pods that are being deleted are in none. */
export interface Census {
  readonly starting: readonly PodView[];
  readonly open: readonly PodView[];
  readonly draining: readonly PodView[];
  readonly closed: readonly PodView[];
}

/** Sorts the pods by phase. */
export function takeCensus(views: readonly PodView[]): Census {
  const census = { starting: [], open: [], draining: [], closed: [] } as Record<keyof Census, PodView[]>;
  for (const view of views) if (!view.pod.deleting) census[view.pod.phase.name].push(view);
  return census;
}

/** How many pods are in which phase; deleted ones are not counted. */
export interface PhaseCounts {
  readonly starting: number;
  readonly open: number;
  readonly draining: number;
  readonly closed: number;
}

/** The sizes of a census. */
export const countPhases = ({ starting, open, draining, closed }: Census): PhaseCounts => ({
  starting: starting.length,
  open: open.length,
  draining: draining.length,
  closed: closed.length,
});

/** The pods that count as replicas after those have been taken out that drain anyway. */
export interface Replicas {
  /** All of them. */
  readonly live: readonly PodView[];
  /** Those that there are until the plan has been carried out, the ones that it drains among them. */
  readonly present: number;
  /** Of an old template, and to be replaced. */
  readonly outdated: number;
  /** Able to serve, or about to be: all but the open pods that have been silent for too long. */
  readonly useful: number;
  /** How many may be there at most: one more, or what the surge is, while the template changes. */
  readonly ceiling: number;
}

/** Counts replicas. Draining and closed pods are none. */
export function countReplicas(
  { starting, open }: Census,
  drained: ReadonlyMap<string, unknown>,
  spec: LifecycleSpec,
  isBlocked: boolean,
): Replicas {
  const live = [...starting, ...open].filter(({ pod }) => !drained.has(pod.routeId));
  let outdated = 0;
  let silent = 0;
  for (const view of live) {
    if (view.silentTooLong && view.pod.phase.name === "open") silent += 1;
    else if (view.outdated) outdated += 1;
  }
  // Who is blind cannot tell silent pods from deaf ears: one replacement shows which it is.
  const written = isBlocked ? Math.min(silent, 1) : silent;
  const surge = outdated > 0 ? spec.maxSurge : 0;
  return {
    live,
    present: starting.length + open.length,
    outdated,
    useful: live.length - written,
    ceiling: spec.maxReplicas + surge,
  };
}
