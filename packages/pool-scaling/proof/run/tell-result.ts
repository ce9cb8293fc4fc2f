import type { TaskResult } from "./task.ts";

const number = (value: number): string => value.toLocaleString("en");

/** A line on what a part of the proof came to, and its problem where there is one. */
export function tellResult(result: TaskResult): string {
  switch (result.kind) {
    case "walk": {
      const { world, walks, steps } = result;
      return `walked    ${world}: ${number(walks)} worlds, ${number(steps)} steps`;
    }
    case "search": {
      const { by, world, starts, depth, isCutOff, states, steps } = result;
      const end = isCutOff ? " (cut off there by the limit of states)" : "";
      return `searched  ${world}, in ${by}: depth ${depth}${end} from ${starts} worlds, ${number(states)} states, ${number(steps)} steps`;
    }
    case "hunt": {
      const { mutant, caught } = result;
      return caught === undefined
        ? `MISSED    ${mutant}`
        : `caught    ${mutant}: ${caught.invariant}, after ${caught.trace.length} events`;
    }
  }
}

/** What is wrong with a result; undefined where nothing is. */
export function problemIn(result: TaskResult): string | undefined {
  if (result.kind !== "hunt") return result.problem;
  return result.caught === undefined ? `The mutant "${result.mutant}" was not caught.` : undefined;
}
