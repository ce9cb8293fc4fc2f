import type { Trail } from "./walk.ts";

/** A violation in words: what, where, and how it came about. */
export function tellTrail(world: string, { violation, trace, rests }: Trail): string {
  const last = rests === undefined ? [] : [`everything comes to rest, and the ${rests}`];
  const story = [...trace, ...last].map((event) => `  ${event}`).join("\n");
  return `${violation.message}\nin the world "${world}", after\n${story}`;
}
