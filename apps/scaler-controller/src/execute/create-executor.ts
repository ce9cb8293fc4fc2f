import { planStages, podOfAction, type PlanAction, type PlanLane } from "@fairlead/pool-scaling";
import { FairleadError } from "@fairlead/routing-schema";
import type { Clock } from "../interfaces/clock.ts";
import { applyAction, type ActionContext } from "./apply-action.ts";
import { createBackOffBook, type PauseLimits } from "./back-off-book.ts";
import type { Outcome } from "./outcome.ts";

/** What an executor is made of. */
export interface ExecutorOptions extends PauseLimits {
  readonly clock: Clock;
  /** Whether this controller leads at this moment. */
  readonly mayAct: () => boolean;
  /** Told of each action; `error` where there was one. */
  readonly observe?: (action: PlanAction, outcome: Outcome, error?: unknown) => void;
}

/** The actions of one plan, with what they were decided from. */
export interface Execution extends Omit<ActionContext, "nowMs"> {
  readonly actions: readonly PlanAction[];
  /** The oldest time that any part of the observation stands for. */
  readonly observedAtMs: number;
  readonly leaseMs: number;
}

/** How an execution went. */
export interface ExecutionResult {
  /** Whether anything was changed, so that it pays to look again at once. */
  readonly changed: boolean;
  readonly failures: number;
  /** Actions that were not begun, as what they were decided from had become older than the lease. */
  readonly late: number;
  /** When the first pause is over. */
  readonly retryAtMs?: number;
}

/** Applies plans. */
export interface Executor {
  execute(execution: Execution): Promise<ExecutionResult>;
}

/** What is paused after a failure: this step of this pod, not a later one. */
const keyOf = (action: PlanAction): string => `${action.kind} ${podOfAction(action) ?? ""}`;

/** Those change nothing that the next plan would look at. */
const QUIET: ReadonlySet<PlanAction["kind"]> = new Set(["recordEvent"]);

/** Pods that are worked on at once: enough to hide how long a write takes, and no flood of requests. */
const LANES_AT_ONCE = 16;

/** Does the lanes of a stage side by side, up to so many at once, each beginning in its turn. */
async function sideBySide(
  lanes: readonly PlanLane[],
  apply: (action: PlanAction) => Promise<void>,
): Promise<void> {
  const waiting = lanes.values();
  const work = async (): Promise<void> => {
    for (const lane of waiting) for (const action of lane) await apply(action);
  };
  await Promise.all(Array.from({ length: Math.min(LANES_AT_ONCE, lanes.length) }, work));
}

/**
 * Applies the actions of one pod in the order of the plan, and those of different pods side by side. An action that
 * is not done takes the rest of its pod's actions with it, since they rest on it; when the status cannot be written,
 * nothing is done at all: somebody else may have decided otherwise. Actions of other pods go on, so that one that
 * fails for good holds up nobody. No action begins on an observation that is older than the lease, or after another
 * controller may have taken over.
 */
export function createExecutor({ clock, mayAct, observe, ...limits }: ExecutorOptions): Executor {
  const pauses = createBackOffBook(limits);

  return {
    async execute({ actions, leaseMs, observedAtMs, ...context }) {
      const undone = new Set<string | undefined>();
      let changed = false;
      let failures = 0;
      let late = 0;
      let retryAtMs = Infinity;
      let ended: Outcome | undefined;

      async function apply(action: PlanAction): Promise<void> {
        const nowMs = clock.nowMs();
        const pod = podOfAction(action);
        const key = keyOf(action);
        ended ??= !mayAct() ? "not_leader" : nowMs - observedAtMs >= leaseMs ? "late" : undefined;
        if (ended === "late") late += 1;
        if (ended !== undefined || (pod !== undefined && undone.has(pod))) {
          observe?.(action, ended ?? "skipped");
          return;
        }
        const pausedUntilMs = pauses.pausedUntil(key, nowMs);
        if (pausedUntilMs !== undefined) {
          retryAtMs = Math.min(retryAtMs, pausedUntilMs);
          undone.add(pod);
          if (action.kind === "updateStatus") ended = "skipped";
          observe?.(action, "backing_off");
          return;
        }
        try {
          await applyAction(action, { ...context, nowMs });
          pauses.succeeded(key);
          changed ||= !QUIET.has(action.kind);
          observe?.(action, "done");
        } catch (error) {
          const isStale = FairleadError.isInstance(error) && error.code === "precondition_failed";
          undone.add(pod);
          if (action.kind === "updateStatus") ended = "skipped";
          // What was decided from something old is decided anew at once; what failed is tried again later.
          if (isStale) changed = true;
          else {
            failures += 1;
            pauses.failed(key, clock.nowMs());
            retryAtMs = Math.min(retryAtMs, pauses.pausedUntil(key, clock.nowMs()) ?? Infinity);
          }
          observe?.(action, isStale ? "precondition" : "failed", error);
        }
      }

      for (const lanes of planStages(actions)) await sideBySide(lanes, apply);
      return { changed, failures, late, ...(retryAtMs === Infinity ? {} : { retryAtMs }) };
    },
  };
}
