import type { Clock } from "../interfaces/clock.ts";
import type { Workload, WorkloadView } from "../interfaces/workload.ts";

/** What was last heard of the lookup service. */
export interface Heard {
  readonly view: WorkloadView;
  /** Since when it has been heard without a gap. */
  readonly sinceMs: number;
}

/** Listens to the lookup service. */
export interface LookupEar {
  /** Asks for a view; `fresh` is called with it. Resolves with why there is none, if there is none. */
  listen(fresh: (view: WorkloadView, heardAtMs: number) => void): Promise<unknown>;
  readonly heard: Heard | undefined;
}

/** The last view stays in force with its own time when the service does not answer: the planner weighs its age. */
export function createLookupEar(workload: Workload, clock: Clock, gapMs: () => number): LookupEar {
  let heard: Heard | undefined;
  return {
    get heard() {
      return heard;
    },
    async listen(fresh) {
      try {
        const view = await workload.view();
        const isGap = heard === undefined || view.observedAtMs - heard.view.observedAtMs > gapMs();
        heard = { view, sinceMs: isGap || heard === undefined ? view.observedAtMs : heard.sinceMs };
        fresh(view, clock.nowMs());
        return undefined;
      } catch (error) {
        return error;
      }
    },
  };
}
