import { plan, type Plan, type PlanAction, type ReplicaCountExplanation } from "@fairlead/pool-scaling";
import type { ExecutionResult, Executor } from "../execute/create-executor.ts";
import type { Clock } from "../interfaces/clock.ts";
import type { PoolEvent } from "../interfaces/events.ts";
import type { Look } from "../interfaces/look.ts";
import type { PoolDeclaration } from "../interfaces/pool.ts";
import type { PoolWorld } from "../interfaces/pool-world.ts";
import { createObserver, type Observation } from "../observe/create-observer.ts";
import { decideReplicas } from "../observe/decide-replicas.ts";
import { createEarlySteps } from "./early-steps.ts";
import { createMemoryKeeper } from "./memory-keeper.ts";

/** What one pass saw, decided and did. */
export interface PassResult {
  readonly observation: Observation;
  readonly plan: Plan;
  readonly replicaCount: ReplicaCountExplanation;
  readonly execution: ExecutionResult;
  readonly atMs: number;
}

/** Another look at a pod itself changes nothing, however old the look is that asks for it. */
const isChange = ({ kind }: PlanAction): boolean => kind !== "readPod";

/** How both went; one pause that is over is reason enough to look again. */
function together(first: ExecutionResult | undefined, second: ExecutionResult): ExecutionResult {
  if (first === undefined) return second;
  const retryAtMs = Math.min(first.retryAtMs ?? Infinity, second.retryAtMs ?? Infinity);
  return {
    changed: first.changed || second.changed,
    failures: first.failures + second.failures,
    late: first.late + second.late,
    ...(retryAtMs === Infinity ? {} : { retryAtMs }),
  };
}

const isDeleted = ({ lifecycle }: PoolDeclaration): boolean => lifecycle.deletion !== undefined;

/** One round: look, decide, act. */
export interface Pass {
  /** @throws what the observation throws; nothing was done then. */
  run(): Promise<PassResult>;
}

/** What a pass is made of. */
export interface PassOptions {
  readonly world: PoolWorld;
  readonly clock: Clock;
  readonly executor: Executor;
  readonly record: (event: Omit<PoolEvent, "count">) => void;
  /** Told how long the planner took. */
  readonly planned?: (durationMs: number) => void;
}

/** Everything is derived from what is observed; what a pass keeps for the next may be lost at any time. */
export function createPass({ clock, executor, planned, record, world }: PassOptions): Pass {
  const observer = createObserver(world, clock);
  const keeper = createMemoryKeeper();
  const early = createEarlySteps();

  async function decide(look: Look) {
    const observation = await observer.observe(look);
    const declaration = world.source.current();
    const atMs = clock.nowMs();
    const { observed, stored } = observation;
    const recalled = { ...stored, replicaCount: keeper.recall(stored, atMs) };
    const decision = decideReplicas({ ...observation, stored: recalled }, declaration, atMs);
    const { minReplicas, maxReplicas } = decision.explanation;
    const startedAtMs = clock.nowMs();
    const next = plan(
      { ...observed, desiredReplicas: decision.asked },
      { ...declaration.lifecycle, minReplicas, maxReplicas },
      atMs,
    );
    planned?.(clock.nowMs() - startedAtMs);
    return { observation, declaration, decision, next, atMs };
  }

  type Decided = Awaited<ReturnType<typeof decide>>;

  const execute = ({ declaration, decision, observation }: Decided, actions: readonly PlanAction[]) =>
    executor.execute({
      actions,
      observedAtMs: observation.observedAtMs,
      leaseMs: declaration.lifecycle.leaseMs,
      world,
      observer,
      record,
      pods: observation.pods,
      replicaCount: isDeleted(declaration) ? observation.stored.replicaCount : decision.memory,
    });

  return {
    async run() {
      await world.prepare?.();
      let look = await decide(world.glances === true ? "glance" : "read");
      let { actions } = look.next;
      let done: ExecutionResult | undefined;
      if (world.glances === true) {
        const steps = new Set(early.take(actions, look.observation.pods));
        if (steps.size > 0) done = await execute(look, [...steps]);
        actions = actions.filter((action) => !steps.has(action));
        if (actions.some(isChange)) {
          look = await decide("read");
          ({ actions } = look.next);
        }
      }
      const { atMs, declaration, decision, next, observation } = look;
      const { observed, stored } = observation;
      // A pool that is deleted wants no pods, whatever load and limits say: nothing is decided that would be remembered.
      if (!isDeleted(declaration)) keeper.keep(decision.memory, next.status.revision);
      const execution = together(done, await execute(look, actions));
      if (next.status !== observed.status) keeper.stored(atMs);
      else if (!isDeleted(declaration)) await keeper.storeIfDue(stored, world.statusStore, atMs);
      return { observation, plan: next, replicaCount: decision.explanation, execution, atMs };
    },
  };
}
