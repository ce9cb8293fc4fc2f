import type { Outcome } from "../execute/outcome.ts";
import { createExecutor } from "../execute/create-executor.ts";
import type { PoolWorld } from "../interfaces/pool-world.ts";
import type { PlanAction } from "@fairlead/pool-scaling";
import { createPass, type Pass } from "../reconcile/create-pass.ts";
import type { FakeWorld } from "./fake-world.ts";

/** What happened to actions. */
export type Log = { readonly action: PlanAction; readonly outcome: Outcome; readonly error: unknown }[];

/** A controller of a fake world, as it is when it has just started. */
export function createFakePass(
  { clock }: FakeWorld,
  world: PoolWorld,
  { log = [], mayAct = () => true }: { readonly log?: Log; readonly mayAct?: () => boolean } = {},
): Pass {
  return createPass({
    world,
    clock,
    executor: createExecutor({
      clock,
      mayAct,
      backOffBaseMs: 1_000,
      backOffMaxMs: 4_000,
      observe: (action, outcome, error) => log.push({ action, outcome, error }),
    }),
    record: () => {},
  });
}
