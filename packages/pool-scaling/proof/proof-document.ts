import { MUTANTS } from "./mutants/mutants.ts";
import { sumWalks, type ProofFigures } from "./run/figures.ts";
import { INVARIANTS } from "./world/violation.ts";

const number = (value: number): string => value.toLocaleString("en");

/** Rows of cells as a Markdown table; names of columns that end in `:` are of numbers. */
function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = columns.map((column) => column.replace(/:$/, ""));
  const rule = columns.map((column) => (column.endsWith(":") ? "---:" : "---"));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** The mutant whose way is shown in full. */
const SHOWN = "drop the first lease";

function wayOf({ catches }: ProofFigures, mutant: string): string {
  const shown = catches.find((caught) => caught.mutant === mutant);
  if (shown === undefined) return "";
  const { trace, rests } = shown;
  return [...trace, ...(rests === undefined ? [] : [`everything comes to rest, and the ${rests}`])].join(
    "\n",
  );
}

/** `docs/scaling-proof.md`. */
export function proofDocument(figures: ProofFigures): string {
  const { walks, searches, catches } = figures;
  const all = sumWalks(walks);
  const states = searches.reduce((sum, search) => sum + search.states, 0);
  return `<!-- Written by \`pnpm generate\` from packages/pool-scaling/proof. Do not edit. -->

# What the scaler's proof tries

\`pnpm --filter @fairlead/pool-scaling proof\` tries to break the rules of [scaling.md](scaling.md), with the planner
that ships: \`plan\` is called with what a controller would see, in a model of the world in
[\`packages/pool-scaling/proof\`](../packages/pool-scaling/proof). It is a search for counterexamples, and as good as
the world and the assumptions below.

| figure | |
| --- | ---: |
| worlds walked through | ${number(all.walks)} |
| steps walked | ${number(all.steps)} |
| states of the exhaustive searches | ${number(states)} |
| broken rules caught | ${catches.length} of ${MUTANTS.length} |

In \`pnpm test\` run shorter walks by fast-check, a smaller search, and every broken rule again, each on the way on
which it was caught here. What an invariant costs when it breaks is a list of events, made as short as it gets.

## The world

- **Pods** become ready, crash, hang, never become ready, and are replaced, deleted or stripped of their route by
  somebody else. **Jobs** succeed or fail, with their pod or before it has ended, and bring no other.
  **Clients** are given a pod, or name one, arrive later or never, and leave by themselves.
- **Gateways** hold snapshots and routes that lag, join and leave.
- **The lookup service** reads phases and reports late, reads an earlier phase after a later one was written, starts
  anew, and falls silent.
- **Controllers**, one or two of them as during a hand-over, plan from what they heard, which may be old, and from
  pods, routes and a status seen at different moments. The actions of one pod take effect in the order of the plan,
  those of different pods in any order, interleaved; each late or never. They fail, take effect while they seem to
  have failed, or are sent twice. A controller crashes between any two actions. In the worlds of glances they also bring in
  starting pods at once, on what they saw at any time before, without having written the status.
- **The user** changes how many are wanted, changes the template, and deletes the pool.

## What always holds

${table(
  ["invariant", "what holds"],
  Object.entries(INVARIANTS).map(([name, text]) => [`\`${name}\``, text]),
)}

Of a pod whose Job has finished and whose processes have ended, \`nobody-on-the-way\`, \`unreachable\`,
\`read-by-itself\`, \`withheld-before-route\`, \`fresh-evidence\` and \`blind\` ask nothing: nobody is there, and nobody
who is led there is served. What another controller writes for it after the look is not asked for by \`nothing-left\`,
but has to be gone when the world comes to rest.

## Random walks

Each walk ends with the world coming to rest, with or without its clients. It has up to 400 events.

${table(
  ["world", "walks:", "steps:"],
  walks.map(({ world, walks: count, steps }) => [world, number(count), number(steps)]),
)}

## Exhaustive searches

Every order of everything that can happen, breadth first, from every world on the orderly way of a pool that
shrinks from two pods to one and grows again, so that the depth is counted from every point of a pod's life. A world
is counted once, however it was reached; ages that no rule tells apart any more count as one. In single steps there
are two pods, up to two clients and one controller with all that can happen to its actions, and each world but the
deepest is also let come to rest. In strides two controllers carry out whole plans, or hold one back until later, with
the first or the last pod first: that is where they meet.

${table(
  ["world", "in", "starts:", "depth:", "states:", "steps:", "complete"],
  searches.map(({ world, by, starts, depth, states: count, steps, isCutOff }) => [
    world,
    by,
    number(starts),
    number(depth),
    number(count),
    number(steps),
    isCutOff ? "no: cut off by the limit of states" : "yes",
  ]),
)}

## Broken rules

Each breaks one rule in the planner's source. The shortest way on which it was caught is in
[\`figures.json\`](../packages/pool-scaling/proof/figures.json).

${table(
  ["broken rule", "invariant", "world", "events:"],
  catches.map(({ mutant, invariant, world, trace }) => [
    mutant,
    `\`${invariant}\``,
    world,
    String(trace.length),
  ]),
)}

"${SHOWN[0]?.toUpperCase()}${SHOWN.slice(1)}", for one, is caught after

\`\`\`text
${wayOf(figures, SHOWN)}
\`\`\`

## What is assumed

- An action takes effect within a lease of the oldest observation that its plan was made from, or never. The
  executor drops what is later, and its requests have a timeout.
- A controller reads the status no later than the pods: what the status says of pods that are not seen yet would
  otherwise be about others. Nothing else has to be of one moment.
- A Job that is seen to have finished brings no other pod, and none of its pods is there that was not seen with it. One
  that was seen to have ended does not run again.
- Preconditions of uid, revision and epoch are checked by whoever stores the object, at the moment of the write.
- A pick reaches its pod within a lease, or never. Who names a pod reaches it only through a gateway that has its
  route, or that holds a snapshot within its age limit.
- A gateway that joins has routes that are no older than those of another gateway.
- The lookup service says of each pod which revision of its phase it has read, and since when. One that runs reads
  every pod within half of \`silentSeconds\`.
- A pod that hangs for longer than \`silentSeconds\` may be deleted with its clients: that is what the setting says.
- Clocks run alike. What a clock that jumps does is tested with the controller.

Not in this world, and tested by units alone: a picker, protected pods, \`maxDrainSeconds\`, \`deletion: immediate\`,
and more pods than five.
`;
}
