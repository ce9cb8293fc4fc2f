import { describe, expect, test } from "vitest";
import { plan } from "../../src/plan/plan.ts";
import { withMutant } from "../mutants/load-mutant.ts";
import { mutantNamed } from "../mutants/mutants.ts";
import { exhaust } from "./exhaust.ts";
import { orderlyLife } from "./orderly-life.ts";
import { retrace } from "./retrace.ts";
import { tellTrail } from "./tell-trail.ts";
import type { Trail } from "./walk.ts";
import { walkMany } from "./walk-many.ts";
import { createWorld } from "../world/create-world.ts";
import { possibleEvents } from "../world/events.ts";
import { SEARCHES, WALKED_WORLDS, worldNamed } from "./worlds.ts";

/** The seed is fixed, so that a run that failed fails again; `proof --seed` walks other ways. */
const SEED = 1;
/** For a machine that is busy with other things: nothing here waits. */
const TIMEOUT_MS = 300_000;

const story = (world: string, broken: Trail | undefined): string | undefined =>
  broken === undefined ? undefined : tellTrail(world, broken);

describe("random walks", () => {
  test.for(Object.entries(WALKED_WORLDS))("%s", { timeout: TIMEOUT_MS }, ([world, options]) => {
    const { broken, steps } = walkMany(options, plan, { walks: 50, seed: SEED });
    expect(story(world, broken)).toBeUndefined();
    expect(steps).toBeGreaterThan(5_000);
  });

  test("of a broken planner end in a short story", { timeout: TIMEOUT_MS }, async () => {
    const world = "two controllers";
    const options = worldNamed(WALKED_WORLDS, world);
    await withMutant(mutantNamed("drop the second lease"), (planner) => {
      const { broken } = walkMany(options, planner, { walks: 1_000, seed: SEED });
      expect(story(world, broken)).toMatch(/^read-by-itself: .*\nin the world "two controllers", after\n/);
      expect(broken?.trace.length).toBeLessThan(40);
      const { violation: _, ...rest } = broken ?? { trace: [], violation: undefined };
      const way = { start: createWorld(options), options, eventsOf: possibleEvents, ...rest };
      expect(retrace(way, planner)?.invariant).toBe("read-by-itself");
      expect(retrace(way, plan)).toBeUndefined();
    });
  });
});

describe.for(Object.entries(SEARCHES))("an exhaustive search in %s", ([, { worlds, ...search }]) => {
  test.for(Object.entries(worlds))("%s", { timeout: TIMEOUT_MS }, ([world, options]) => {
    const starts = orderlyLife(options);
    const { broken, states, ...end } = exhaust(starts, plan, options, { ...search, depth: 2 });
    expect(story(world, broken)).toBeUndefined();
    expect(end).toMatchObject({ depth: 2, isCutOff: false });
    expect(states).toBeGreaterThan(10 * starts.length);
  });
});

test("a search says where it was cut off", { timeout: TIMEOUT_MS }, () => {
  const { worlds, ...search } = SEARCHES.strides;
  const options = worldNamed(worlds, "hand-over, subset");
  const { depth, isCutOff, states } = exhaust([createWorld(options)], plan, options, {
    ...search,
    depth: 9,
    maxStates: 50,
  });
  expect({ isCutOff, depth }).toEqual({ isCutOff: true, depth: 1 });
  expect(states).toBeLessThan(100);
});
