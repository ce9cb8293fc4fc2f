import { FairleadError } from "@fairlead/routing-schema";
import type { Clock } from "../interfaces/clock.ts";
import type { PlanAction } from "@fairlead/pool-scaling";
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
  /** When the first pause is over. */
  readonly retryAtMs?: number;
}

/** Applies plans. */
export interface Executor {
  execute(execution: Execution): Promise<ExecutionResult>;
}

const podOf = (action: PlanAction): string | undefined => ("routeId" in action ? action.routeId : undefined);

/** What is paused after a failure: this step of this pod, not a later one. */
const keyOf = (action: PlanAction): string => `${action.kind} ${podOf(action) ?? ""}`;

/** Those change nothing that the next plan would look at. */
const QUIET: ReadonlySet<PlanAction["kind"]> = new Set(["recordEvent"]);

/**
 * Applies actions one after the other, in the order of the plan. An action that is not done takes the
 * rest of its pod's actions with it, since they rest on it; when the status cannot be written, nothing is
 * done at all: somebody else may have decided otherwise. Actions of other pods go on, so that one that
 * fails for good holds up nobody. Nothing is done on an observation that is older than the lease, or
 * after another controller may have taken over.
 */
export function createExecutor({ clock, mayAct, observe, ...limits }: ExecutorOptions): Executor {
  const pauses = createBackOffBook(limits);

  return {
    async execute({ actions, leaseMs, observedAtMs, ...context }) {
      const undone = new Set<string | undefined>();
      let changed = false;
      let failures = 0;
      let retryAtMs = Infinity;
      let ended: Outcome | undefined;

      for (const action of actions) {
        const nowMs = clock.nowMs();
        const pod = podOf(action);
        const key = keyOf(action);
        const fenced = !mayAct() ? "not_leader" : nowMs - observedAtMs >= leaseMs ? "late" : undefined;
        ended ??= fenced;
        const pausedUntilMs = pauses.pausedUntil(key, nowMs);
        if (ended !== undefined || (pod !== undefined && undone.has(pod))) {
          observe?.(action, ended ?? "skipped");
          continue;
        }
        if (pausedUntilMs !== undefined) {
          retryAtMs = Math.min(retryAtMs, pausedUntilMs);
          undone.add(pod);
          if (action.kind === "updateStatus") ended = "skipped";
          observe?.(action, "backing_off");
          continue;
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
      return { changed, failures, ...(retryAtMs === Infinity ? {} : { retryAtMs }) };
    },
  };
}
