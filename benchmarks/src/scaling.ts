/** `pnpm bench scaling`: how soon a new pod has its first client, and how soon an empty one goes. */
import { cpus } from "node:os";
import type { WebSocketSession } from "@fairlead/e2e/dev";
import { median } from "./gateway/report.ts";
import { planBenchmark } from "./plan.ts";
import { measureGrowth, type Growth } from "./scaling/measure-growth.ts";
import { measureEmptied, measureLastClient } from "./scaling/measure-removal.ts";
import { startScaledPool } from "./scaling/scaled-pool.ts";
import { SETTINGS } from "./scaling/settings.ts";

/** What was measured, in milliseconds; one entry a round. */
export interface ScalingFigures {
  /** A plan over 10,000 pods, the costliest of the three pools. */
  readonly planMs: number;
  readonly growths: readonly Growth[];
  readonly lastClientMs: readonly number[];
  readonly emptiedMs: readonly number[];
}

const ROUNDS = 9;

/** Scales a pool of one pod to two and back, again and again. */
export async function scalingBenchmark(options: {
  smoke: boolean;
  log: (line: string) => void;
}): Promise<ScalingFigures> {
  const rounds = options.smoke ? 1 : ROUNDS;
  const plans = planBenchmark({ smoke: options.smoke }).filter(({ pods }) => pods === 10_000);
  const growths: Growth[] = [];
  const lastClientMs: number[] = [];
  const emptiedMs: number[] = [];
  const pool = await startScaledPool();
  const sessions: WebSocketSession[] = [];
  try {
    for (let round = 1; round <= rounds; round += 1) {
      growths.push(await measureGrowth(pool, sessions));
      lastClientMs.push(await measureLastClient(pool, sessions));
      growths.push(await measureGrowth(pool, sessions));
      emptiedMs.push(await measureEmptied(pool, sessions));
      options.log(`  round ${round} of ${rounds}`);
    }
  } finally {
    for (const session of sessions) session.leave();
    await pool.stop();
  }
  return {
    planMs: Math.max(...plans.map(({ milliseconds }) => milliseconds)),
    growths,
    lastClientMs,
    emptiedMs,
  };
}

const { collectionIntervalMs, leaseMs, snapshotIntervalMs, snapshotMaxAgeMs } = SETTINGS;
const PLAN_GOAL_MS = 10;
const LAST_CLIENT_GOAL_MS = leaseMs + collectionIntervalMs + snapshotIntervalMs;
/** Two leases, the age of a snapshot, and the same two intervals: what the protocol asks for. */
const EMPTIED_GOAL_MS = LAST_CLIENT_GOAL_MS + leaseMs + snapshotMaxAgeMs;

const round = (value: number): number => Math.round(value);
const verdict = (values: readonly number[], goals: readonly number[]): string => {
  const met = values.filter((value, index) => value <= (goals[index] ?? 0)).length;
  return met === values.length ? "met" : `met in ${met} of ${values.length}`;
};

/** The figures as a Markdown table. */
export function scalingReport({ emptiedMs, growths, lastClientMs, planMs }: ScalingFigures): string {
  const totals = growths.map(({ decideMs, leadMs, podStartMs }) => decideMs + podStartMs + leadMs);
  const intervals = collectionIntervalMs + snapshotIntervalMs;
  const goals = growths.map(({ podStartMs }) => podStartMs + intervals);
  const row = (what: string, values: readonly number[], goal: string, outcome: string): string =>
    `| ${what} | ${round(median(values))} | ${round(Math.max(...values))} | ${goal} | ${outcome} |`;
  const same = (goal: number, { length }: readonly number[]): number[] => Array.from({ length }, () => goal);
  return [
    "| from … to … | median ms | most | goal | |",
    "| --- | ---: | ---: | --- | --- |",
    `| a plan over 10,000 pods | ${planMs} | | ${PLAN_GOAL_MS} | ${planMs < PLAN_GOAL_MS ? "met" : "missed"} |`,
    row(
      "one client too many … first client on the new pod",
      totals,
      `the pod's start + ${intervals}`,
      verdict(totals, goals),
    ),
    row(
      "… its process starts",
      growths.map(({ decideMs }) => decideMs),
      `of which one collection interval: ${collectionIntervalMs}`,
      "",
    ),
    row(
      "… it is ready",
      growths.map(({ podStartMs }) => podStartMs),
      "the pod's own",
      "",
    ),
    row(
      "… it has a client",
      growths.map(({ leadMs }) => leadMs),
      `of which one snapshot interval: ${snapshotIntervalMs}`,
      "",
    ),
    row(
      "the last client of a draining pod leaves … the pod is told to stop",
      lastClientMs,
      `${LAST_CLIENT_GOAL_MS}: the lease + two intervals`,
      verdict(lastClientMs, same(LAST_CLIENT_GOAL_MS, lastClientMs)),
    ),
    row(
      "the clients of an open pod leave … it is told to stop",
      emptiedMs,
      `${EMPTIED_GOAL_MS}: two leases, a snapshot's age, two intervals`,
      verdict(emptiedMs, same(EMPTIED_GOAL_MS, emptiedMs)),
    ),
    "",
    `Lease ${leaseMs} ms, collection every ${collectionIntervalMs} ms, snapshots every ${snapshotIntervalMs} ms and`,
    `used for ${snapshotMaxAgeMs} ms at most; ${growths.length} rounds of growth, ${lastClientMs.length} of each removal.`,
    `${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} cores, Node ${process.versions.node}.`,
  ].join("\n");
}
