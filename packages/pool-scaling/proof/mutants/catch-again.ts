import type { Planner } from "../planner.ts";
import { orderlyLife } from "../search/orderly-life.ts";
import { retrace, type Way } from "../search/retrace.ts";
import { STRIDDEN_WORLDS, WALKED_WORLDS } from "../search/worlds.ts";
import { broadEvents } from "../world/broad-events.ts";
import { createWorld } from "../world/create-world.ts";
import { possibleEvents } from "../world/events.ts";
import type { Violation } from "../world/violation.ts";
import type { Catch } from "./hunt.ts";

/** The way of a catch; undefined where its world is no more. */
export function wayOf({ by, world, start, trace, rests }: Catch): Way | undefined {
  const options = (by === "walk" ? WALKED_WORLDS : STRIDDEN_WORLDS)[world];
  if (options === undefined) return undefined;
  const setOut = start === undefined ? createWorld(options) : orderlyLife(options)[start];
  if (setOut === undefined) return undefined;
  const eventsOf = by === "walk" ? possibleEvents : broadEvents;
  return { start: setOut, options, eventsOf, trace, ...(rests === undefined ? {} : { rests }) };
}

/** Leads a planner the way on which a mutant was caught; undefined where nothing is violated, or no such way is left. */
export function catchAgain(caught: Catch, planner: Planner): Violation | undefined {
  const way = wayOf(caught);
  return way === undefined ? undefined : retrace(way, planner);
}
