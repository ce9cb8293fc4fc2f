/** `node benchmarks/src/plan.ts [--smoke] [--output text|json]`: what one plan costs, by the size of the pool. */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import {
  createLifecycleSpec,
  EMPTY_STATUS,
  plan,
  type LifecyclePhase,
  type LifecyclePod,
  type ObservedPool,
} from "@fairlead/pool-scaling";

/** Milliseconds of one plan. */
export interface PlanRow {
  readonly pods: number;
  /** `settled`: nothing to do; `halved`: half of the pods are too many; `mixed`: pods in every phase. */
  readonly pool: "settled" | "halved" | "mixed";
  /** Median of the rounds. */
  readonly milliseconds: number;
  /** Actions that the plan holds. */
  readonly actions: number;
  readonly goalMet: boolean;
}

const GOAL_MILLISECONDS = 10;
const NOW_MS = 10_000_000;
const GATEWAYS = ["gateway-1", "gateway-2", "gateway-3"];
const PHASES: readonly LifecyclePhase[] = ["open", "open", "draining", "closed", "starting"];

function makePod(number: number, name: LifecyclePhase): LifecyclePod {
  const routeId = `chat-${number}`;
  const podId = `${routeId}-x7k4q`;
  const clients = (number * 7_919) % 50;
  return {
    routeId,
    uid: `uid-${number}`,
    createdAtMs: 1,
    templateHash: "v1",
    phase: {
      name,
      sinceMs: 1_000,
      revision: 2,
      epoch: 0,
      opened: name !== "starting",
      podId,
      drainSinceMs: 1_000,
    },
    deleting: false,
    instance: {
      podId,
      state: "running",
      ready: name !== "starting",
      createdAtMs: 1,
      readySinceMs: number,
      node: `node-${number % 500}`,
    },
    report: { podId, clients, sampledAtMs: NOW_MS - 500 },
    lookup: { phaseRevision: 2, withheldSinceMs: 5_000 },
    ...(clients > 0 ? { guardedSinceMs: 1_000 } : {}),
  };
}

/** A pool with three gateways, in which every pod has its route. */
function makePool(size: number, kind: PlanRow["pool"]): ObservedPool {
  const pods = Array.from({ length: size }, (_, index) =>
    makePod(index + 1, kind === "mixed" ? (PHASES[index % PHASES.length] ?? "open") : "open"),
  );
  const written = pods.map(({ routeId, uid }) => ({ routeId, uid, epoch: 0, writtenAtMs: 1 }));
  return {
    pods,
    routes: written,
    subsets: written,
    probes: pods.map(({ routeId }) => ({
      routeId,
      sightings: GATEWAYS.map((gateway) => ({ gateway, state: "present", sinceMs: 1, checkedAtMs: NOW_MS })),
    })),
    gateways: { names: GATEWAYS, sinceMs: 1, observedAtMs: NOW_MS },
    lookup: { observedAtMs: NOW_MS, sinceMs: 1 },
    desiredReplicas: kind === "halved" ? Math.floor(size / 2) : size,
    status: { ...EMPTY_STATUS, revision: 1, nextOrdinal: size + 1 },
  };
}

function measure(pods: number, pool: PlanRow["pool"], rounds: number): PlanRow {
  const observed = makePool(pods, pool);
  const spec = createLifecycleSpec({
    podNamePrefix: "chat",
    templateHash: "v1",
    maxReplicas: 100_000,
    minReplicas: 0,
  });
  const times: number[] = [];
  let actions = 0;
  for (let round = 0; round < rounds + 5; round += 1) {
    const started = performance.now();
    const made = plan(observed, spec, NOW_MS);
    // The first rounds are the compiler's.
    if (round >= 5) times.push(performance.now() - started);
    actions = made.actions.length;
  }
  const median = times.sort((one, other) => one - other)[Math.floor(rounds / 2)] as number;
  const milliseconds = Math.round(median * 1_000) / 1_000;
  return { pods, pool, milliseconds, actions, goalMet: milliseconds < GOAL_MILLISECONDS };
}

/** Plans for pools of 10 to 10,000 pods. */
export function planBenchmark({ smoke }: { smoke: boolean }): PlanRow[] {
  const pools = ["settled", "halved", "mixed"] as const;
  return [10, 100, 1_000, 10_000].flatMap((pods) => pools.map((pool) => measure(pods, pool, smoke ? 5 : 51)));
}

/** The rows as a Markdown table. */
export function planReport(rows: readonly PlanRow[]): string {
  const lines = rows.map(
    ({ pods, pool, milliseconds, actions, goalMet }) =>
      `| ${pods} | ${pool} | ${milliseconds} | ${actions} | ${goalMet ? "met" : "missed"} |`,
  );
  return [
    "| pods | pool | ms a plan | actions | goal: under 10 |",
    "| ---: | --- | ---: | ---: | --- |",
    ...lines,
    "",
    "From what is observed of every pod, with its route at three gateways, to actions and explanation. In",
    "`halved` half of the pods are too many, and all are put in order. In `mixed` a fifth is in each of",
    "starting, draining and closed.",
    `${cpus()[0]?.model ?? "unknown processor"}, Node ${process.versions.node}.`,
  ].join("\n");
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { smoke: { type: "boolean", default: false }, output: { type: "string", default: "text" } },
  });
  const rows = planBenchmark(values);
  process.stdout.write(
    `${values.output === "json" ? JSON.stringify(rows, undefined, 2) : planReport(rows)}\n`,
  );
}
