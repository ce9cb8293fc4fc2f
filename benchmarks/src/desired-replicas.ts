/** `node benchmarks/src/desired-replicas.ts [--smoke] [--output text|json]`: what one decision costs, by the size of the pool. */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import {
  desiredReplicas,
  poolReplicaCountInput,
  type PoolPod,
  type ReplicaCountMemory,
} from "@fairlead/pool-scaling";
import { scalingSpecSchema } from "@fairlead/routing-schema";

/** What a decision looks at: the clients of the pods alone, or their CPU use and a buffer as well. */
type DecisionMetrics = "clients" | "clients, CPU, buffer";

/** Milliseconds of one decision. */
export interface DesiredReplicasRow {
  readonly pods: number;
  readonly metrics: DecisionMetrics;
  /** Median of the rounds. */
  readonly milliseconds: number;
  readonly microsecondsPerPod: number;
  readonly goalMet: boolean;
}

const EVERYTHING = {
  buffer: { minFree: 50, minFreePercent: 10 },
  metrics: [
    {
      type: "Resource",
      resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } },
    },
  ],
};

/** Half of what a whole plan over 10,000 pods may take. */
const GOAL_MILLISECONDS = 5;

/** A pool in which every fiftieth pod says nothing. */
function measure(pods: number, metrics: DecisionMetrics, rounds: number): number {
  const isSimple = metrics === "clients";
  const scaling = scalingSpecSchema.parse({
    maxReplicas: 100_000,
    ...(isSimple ? {} : EVERYTHING),
  });
  const times: number[] = [];
  let memory: ReplicaCountMemory | undefined;
  let total = 0;
  for (let round = 0; round < rounds; round += 1) {
    const list = Array.from({ length: pods }, (_, index): PoolPod => ({
      name: `pod-${index}`,
      phase: "Running",
      ready: true,
      startedAtMs: 0,
      readyChangedAtMs: 1_000,
      containers: [{ name: "main", requests: { cpu: 500n } }],
      ...(index % 50 === 49 ? {} : { workload: { clients: (index * 7 + round) % 21, capacity: 20 } }),
    }));
    const usages = list.map(({ name }, index) => ({
      podName: name,
      atMs: 1_000_000,
      windowMs: 15_000,
      containers: [{ name: "main", usage: { cpu: BigInt((index * 13) % 500) } }],
    }));
    const started = performance.now();
    const input = poolReplicaCountInput(scaling, {
      currentReplicas: pods,
      pods: list,
      readings: isSimple ? [] : [usages],
    });
    const decision = desiredReplicas(input, memory, 1_000_000 + round * 15_000);
    times.push(performance.now() - started);
    memory = decision.memory;
    total += decision.desired;
  }
  if (total === 0) throw new Error("No decision asked for a pod.");
  return times.sort((one, other) => one - other)[Math.floor(rounds / 2)] as number;
}

/** Decisions on pools of 100 to 10,000 pods. */
export function desiredReplicasBenchmark({ smoke }: { smoke: boolean }): DesiredReplicasRow[] {
  const variants: DecisionMetrics[] = ["clients", "clients, CPU, buffer"];
  for (const metrics of variants) measure(1_000, metrics, smoke ? 3 : 30);
  return [100, 1_000, 10_000].flatMap((pods) =>
    variants.map((metrics) => {
      const milliseconds = measure(pods, metrics, smoke ? 3 : 51);
      return {
        pods,
        metrics,
        milliseconds: Number(milliseconds.toFixed(3)),
        microsecondsPerPod: Number(((milliseconds * 1_000) / pods).toFixed(3)),
        goalMet: milliseconds < GOAL_MILLISECONDS,
      };
    }),
  );
}

/** The rows as a Markdown table. */
export function desiredReplicasReport(rows: readonly DesiredReplicasRow[]): string {
  const lines = rows.map(({ pods, metrics, milliseconds, microsecondsPerPod, goalMet }) => {
    const goal = pods < 10_000 || metrics !== "clients" ? "none" : goalMet ? "met" : "missed";
    return `| ${pods} | ${metrics} | ${milliseconds} | ${microsecondsPerPod} | ${goal} |`;
  });
  return [
    `| pods | metrics | ms a decision | µs a pod | goal: under ${GOAL_MILLISECONDS} ms |`,
    "| ---: | --- | ---: | ---: | --- |",
    ...lines,
    "",
    "From what was read of the pods to the number of pods, with the explanation. Every fiftieth pod says",
    "nothing. Collecting is not in the figure.",
    `${cpus()[0]?.model ?? "unknown processor"}, Node ${process.versions.node}.`,
  ].join("\n");
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { smoke: { type: "boolean", default: false }, output: { type: "string", default: "text" } },
  });
  const rows = desiredReplicasBenchmark(values);
  process.stdout.write(
    `${values.output === "json" ? JSON.stringify(rows, undefined, 2) : desiredReplicasReport(rows)}\n`,
  );
}
