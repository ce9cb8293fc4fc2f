/** `pnpm bench [NAME…] [--smoke] [--rounds N] [--pods N] [--only VARIANT] [--output text|json]` */
import { parseArgs } from "node:util";
import { clusterBenchmark, clusterReport } from "./cluster.ts";
import { gatewayBenchmark, gatewayReport } from "./gateway.ts";
import { collectionBenchmark, collectionReport } from "./collection.ts";
import { desiredReplicasBenchmark, desiredReplicasReport } from "./desired-replicas.ts";
import { lookupBenchmark, lookupReport } from "./lookup.ts";
import { memoryBenchmark, memoryReport } from "./memory.ts";
import { pickBenchmark, pickReport } from "./pick.ts";
import { planBenchmark, planReport } from "./plan.ts";
import { scalingBenchmark, scalingReport } from "./scaling.ts";
import { pickingSimulation, pickingSimulationReport } from "./picking-simulation.ts";

interface Benchmark {
  readonly description: string;
  /** Smoke runs do without, unless it is named: its parts may have to be built first. */
  readonly isLong?: boolean;
  run(): Promise<{ data: unknown; text: string }>;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    smoke: { type: "boolean", default: false },
    rounds: { type: "string" },
    pods: { type: "string" },
    only: { type: "string", multiple: true },
    output: { type: "string", default: "text" },
    help: { type: "boolean", default: false },
  },
});
const smoke = values.smoke;
function countOf(option: "rounds" | "pods"): number | undefined {
  const text = values[option];
  if (text === undefined) return undefined;
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  process.stderr.write(`--${option} ${text} is not a number from 1 on.\n`);
  process.exit(2);
}
const log = (line: string): void => void process.stderr.write(`${line}\n`);

const benchmarks: Readonly<Record<string, Benchmark>> = {
  gateway: {
    description: "CPU of Envoy per request, with and without the filter",
    run: async () => {
      const rounds = countOf("rounds");
      const rows = await gatewayBenchmark({ smoke, rounds, only: values.only, log });
      return { data: rows, text: gatewayReport(rows) };
    },
  },
  lookup: {
    description: "/pod-lookup beside a bare node:http server on the same core",
    run: async () => {
      const row = await lookupBenchmark({ smoke, pods: 3, log });
      return { data: row, text: lookupReport(row) };
    },
  },
  pick: {
    description: "one pick, by the size of the pool",
    run: async () => {
      const rows = pickBenchmark({ smoke });
      return { data: rows, text: pickReport(rows) };
    },
  },
  "desired-replicas": {
    description: "one decision on the number of pods, by the size of the pool",
    run: async () => {
      const rows = desiredReplicasBenchmark({ smoke });
      return { data: rows, text: desiredReplicasReport(rows) };
    },
  },
  plan: {
    description: "one plan of the scaler, by the size of the pool",
    run: async () => {
      const rows = planBenchmark({ smoke });
      return { data: rows, text: planReport(rows) };
    },
  },
  scaling: {
    description: "how soon a new pod has its first client, and an empty one goes",
    run: async () => {
      const figures = await scalingBenchmark({ smoke, log });
      return { data: figures, text: scalingReport(figures) };
    },
  },
  cluster: {
    description: "how soon pods are routed to on Kubernetes and Istio, and what they cost there",
    isLong: true,
    run: async () => {
      const { env: environment } = process;
      const [rounds, pods] = [countOf("rounds"), countOf("pods")];
      const figures = await clusterBenchmark({ environment, smoke, rounds, pods, log });
      return { data: figures, text: clusterReport(figures) };
    },
  },
  collection: {
    description: "CPU of the lookup service to read the workload of one pod",
    run: async () => {
      const row = await collectionBenchmark({ smoke, log });
      return { data: row, text: collectionReport(row) };
    },
  },
  "picking-simulation": {
    description: "how evenly pickers spread clients, and their regret",
    run: async () => {
      const rows = pickingSimulation({ smoke });
      return { data: rows, text: pickingSimulationReport(rows) };
    },
  },
  memory: {
    description: "resident memory of Envoy over a million requests",
    run: async () => {
      const rows = await memoryBenchmark({ smoke, log });
      return { data: rows, text: memoryReport(rows) };
    },
  },
};

if (values.help) {
  process.stdout.write(
    "pnpm bench [NAME…] [--smoke] [--rounds N] [--pods N] [--only VARIANT]… [--output text|json]\n\n",
  );
  for (const [name, { description }] of Object.entries(benchmarks)) {
    process.stdout.write(`  ${name.padEnd(20)} ${description}\n`);
  }
  process.exit(0);
}

const unknown = positionals.filter((name) => !(name in benchmarks));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no benchmark ${unknown.join(", ")}. There are: ${Object.keys(benchmarks).join(", ")}.\n`,
  );
  process.exit(2);
}

const results: Record<string, unknown> = {};
for (const [name, benchmark] of Object.entries(benchmarks)) {
  if (positionals.length > 0 ? !positionals.includes(name) : smoke && benchmark.isLong === true) continue;
  log(`${name}: ${benchmark.description}`);
  const { data, text } = await benchmark.run();
  results[name] = data;
  if (values.output === "text") process.stdout.write(`\n## ${name}\n\n${text}\n`);
}
if (values.output === "json") process.stdout.write(`${JSON.stringify(results, undefined, 2)}\n`);
