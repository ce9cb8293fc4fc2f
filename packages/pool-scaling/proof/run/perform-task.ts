import { plan } from "../../src/plan/plan.ts";
import { catchAgain } from "../mutants/catch-again.ts";
import { huntNear } from "../mutants/hunt-near.ts";
import { hunt, type Catch } from "../mutants/hunt.ts";
import { withMutant } from "../mutants/load-mutant.ts";
import { mutantNamed } from "../mutants/mutants.ts";
import type { Planner } from "../planner.ts";
import { exhaust } from "../search/exhaust.ts";
import { orderlyLife } from "../search/orderly-life.ts";
import { tellTrail } from "../search/tell-trail.ts";
import type { Trail } from "../search/walk.ts";
import { walkMany } from "../search/walk-many.ts";
import { SEARCHES, WALKED_WORLDS, worldNamed } from "../search/worlds.ts";
import type { Task, TaskResult } from "./task.ts";

// A violation loses its class between threads, and goes as text.
const problemOf = (world: string, broken: Trail | undefined): { readonly problem?: string } =>
  broken === undefined ? {} : { problem: tellTrail(world, broken) };

/** Whether a way still tells the mutant from the planner. */
const isCaughtAgain = (before: Catch, planner: Planner): boolean =>
  catchAgain(before, planner)?.invariant === before.invariant && catchAgain(before, plan) === undefined;

/** Does one part of the proof. */
export async function performTask(task: Task): Promise<TaskResult> {
  switch (task.kind) {
    case "walk": {
      const { kind, world, walks, seed } = task;
      const { broken, ...figures } = walkMany(worldNamed(WALKED_WORLDS, world), plan, { walks, seed });
      return { kind, world, ...figures, ...problemOf(world, broken) };
    }
    case "search": {
      const { kind, by, world } = task;
      const { worlds, ...how } = SEARCHES[by];
      const options = worldNamed(worlds, world);
      const starts = orderlyLife(options);
      const { broken, ...figures } = exhaust(starts, plan, options, how);
      return { kind, by, world, starts: starts.length, ...figures, ...problemOf(world, broken) };
    }
    case "hunt": {
      const { kind, mutant, before } = task;
      const broken = mutantNamed(mutant);
      const caught = await withMutant(broken, (planner) => {
        if (before === undefined) return hunt(planner, broken);
        if (isCaughtAgain(before, planner)) return before;
        return huntNear(before, planner, plan) ?? hunt(planner, broken);
      });
      return { kind, mutant, caught };
    }
  }
}
