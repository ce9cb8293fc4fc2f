import fc from "fast-check";
import type { Planner } from "../planner.ts";
import { drawEvent } from "../search/draw-event.ts";
import type { Way } from "../search/retrace.ts";
import { settle } from "../world/settle.ts";
import { Violation } from "../world/violation.ts";
import { catchAgain, wayOf } from "./catch-again.ts";
import type { Catch } from "./hunt.ts";

/** What becomes of an event of the way; a number draws another one, which comes before it. */
type Change = "kept" | "left out" | number;

/** Seed of the changes; any other does as well. */
const SEED = 1;
const TRIES = 20_000;

const changes = (count: number) =>
  fc.array(
    fc.oneof(
      { withCrossShrink: true },
      { weight: 16, arbitrary: fc.constant<Change>("kept") },
      { weight: 2, arbitrary: fc.constant<Change>("left out") },
      { weight: 2, arbitrary: fc.integer() },
    ),
    { minLength: count, maxLength: count },
  );

/** Goes a way with such changes, without the events that cannot happen any more. */
function goNear(
  { eventsOf, options, rests, start, trace: before }: Way,
  changed: readonly Change[],
  planner: Planner,
): Pick<Catch, "invariant" | "trace" | "rests"> | undefined {
  let world = start;
  const trace: string[] = [];
  let resting: Pick<Catch, "rests"> = {};
  const happen = (event: ReturnType<Way["eventsOf"]>[number] | undefined): void => {
    if (event === undefined) return;
    trace.push(event.name);
    world = event.happen(world, planner);
  };
  try {
    for (const [index, name] of before.entries()) {
      const change = changed[index];
      if (typeof change === "number") happen(drawEvent(eventsOf(world, options), change));
      if (change !== "left out") happen(eventsOf(world, options).find((event) => event.name === name));
    }
    if (rests === undefined) return undefined;
    resting = { rests };
    settle(world, planner, options, rests === "clients leave");
    return undefined;
  } catch (error) {
    if (error instanceof Violation) return { invariant: error.invariant, trace, ...resting };
    throw error;
  }
}

/**
 * Looks near the way on which a mutant was caught before: a planner that does the same with fewer steps leaves the way,
 * and often not far.
 */
export function huntNear(before: Catch, planner: Planner, sound: Planner): Catch | undefined {
  const way = wayOf(before);
  if (way === undefined) return undefined;
  let caught: Catch | undefined;
  const property = fc.property(changes(way.trace.length), (changed) => {
    const broken = goNear(way, changed, planner);
    if (broken === undefined) return true;
    const { rests: _, ...where } = before;
    const found = { ...where, ...broken };
    if (catchAgain(found, sound) !== undefined) return true;
    caught = found;
    return false;
  });
  const asItWas = way.trace.map((): Change => "kept");
  fc.check(property, { numRuns: TRIES, seed: SEED, examples: [[asItWas]] });
  return caught;
}
