import type { Catch } from "./mutants/hunt.ts";
import { MUTANTS } from "./mutants/mutants.ts";
import { WALKED_WORLDS } from "./search/worlds.ts";
import { INVARIANTS } from "./world/violation.ts";

/** What the whole proof came to. */
export interface ProofFigures {
  readonly walks: number;
  readonly steps: number;
  readonly searches: readonly {
    readonly world: string;
    readonly by: string;
    readonly starts: number;
    readonly depth: number;
    readonly states: number;
    readonly steps: number;
  }[];
  readonly catches: readonly Catch[];
}

const number = (value: number): string => value.toLocaleString("en");

/** `docs/scaling-proof.md`. */
export function proofDocument({ walks, steps, searches, catches }: ProofFigures): string {
  const table = (rows: readonly (readonly string[])[]): string =>
    rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  const invariants = table([
    ["invariant", "what holds"],
    ["---", "---"],
    ...Object.entries(INVARIANTS).map(([name, text]) => [`\`${name}\``, text]),
  ]);
  const searched = table([
    ["world", "in", "starts", "depth", "states", "steps"],
    ["---", "---", "---:", "---:", "---:", "---:"],
    ...searches.map((search) => [
      search.world,
      search.by,
      number(search.starts),
      number(search.depth),
      number(search.states),
      number(search.steps),
    ]),
  ]);
  const caught = table([
    ["broken rule", "caught by", "world", "invariant"],
    ["---", "---", "---", "---"],
    ...catches.map(({ mutant, by, world, invariant }) => [mutant, by, world, `\`${invariant}\``]),
  ]);
  return `# What the scaler's proof tries

Written by \`pnpm --filter @fairlead/pool-scaling proof --write\`. The rules are in [scaling.md](scaling.md); the
model of the world and the searches are in [\`packages/pool-scaling/proof\`](../packages/pool-scaling/proof).

The world has pods with clients that come and go by themselves, gateways with snapshots and routes that lag, a
lookup service that lags, restarts and falls silent, and one or two controllers whose plans take effect action by
action, late, by half, or not at all. A controller crashes between any two actions. Nothing is simplified in the
planner's favour: it is the function that ships, called with what a controller would see.

## Invariants

${invariants}

## Random walks

${number(walks)} worlds of ${Object.keys(WALKED_WORLDS).length} kinds, ${number(steps)} steps, no violation. Each walk ends with the world coming to rest. The kinds:
${Object.keys(WALKED_WORLDS).join("; ")}.

## Exhaustive search

Every order of everything that can happen, from every world on the orderly way of a pool that shrinks from two
pods to one and grows again. Two pods, up to two clients. A world is counted once, however it was reached. In
single steps each is also let come to rest. Strides carry out whole plans, hold one back, and let it take effect
late: that is where two controllers meet.

${searched}

## Mutants

Each breaks one rule in the planner's source. Caught: ${catches.length} of ${MUTANTS.length}. The unit tests catch each of them again on the recorded way.

${caught}

## What is assumed

- An action takes effect within a lease of the observation that its plan was made from, or never. The executor
  drops what is later, and its requests have a timeout.
- A controller sees pods, routes, subsets and status as they were at one moment.
- A gateway that joins has routes that are no older than those of another gateway.
- A lookup service that runs reads every pod within half of \`silentSeconds\`.
- A pod that hangs for longer than \`silentSeconds\` may be deleted with its clients: that is what the setting says.
`;
}
