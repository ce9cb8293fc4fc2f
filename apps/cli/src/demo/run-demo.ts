import { setTimeout as sleep } from "node:timers/promises";
import { FairleadError } from "@fairlead/routing-schema";
import type { CommandContext } from "../commands/command-context.ts";
import type { LoadCounts, RoutingCounts } from "../events/pod-status.ts";
import type { LoadGenerator } from "../load/start-load.ts";
import { aborted } from "../process/aborted.ts";
import { exitCodes, type ExitCode } from "../process/exit-codes.ts";
import type { StackOptions } from "../stack/stack-options.ts";
import type { Stack } from "../stack/stack.ts";
import { withStack } from "../stack/with-stack.ts";
import { CROWD, DEMO_LOAD, SESSION_MS, SESSIONS } from "./demo-load.ts";
import { findProblems, type DemoSummary, type Outage } from "./demo-summary.ts";
import { createScalingRecord, type ScalingRecord } from "./scaling-record.ts";
import { measureSpread, type Spread } from "./spread.ts";
import { steps } from "./steps.ts";

/** Settings of {@link runDemo}. */
export interface DemoOptions {
  readonly stack: StackOptions;
  /** Stays up after the summary until the user stops it. */
  readonly keep: boolean;
}

/** Longer than the gateway may go by its last snapshot, so that both ways of going on are seen. */
const OUTAGE_MS = 5_000;
/** What is waited for comes in seconds; a machine under load takes longer. */
const LIMIT_MS = 60_000;
const LOOK_MS = 100;

interface Moment {
  readonly load: LoadCounts;
  readonly routing: RoutingCounts;
}

const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/**
 * Shows how pods come and go with their clients, how clients spread over them, and that nobody notices
 * when the lookup service dies.
 *
 * @throws FairleadError `demo_failed` when the figures are not as promised.
 */
export function runDemo(options: DemoOptions, context: CommandContext): Promise<ExitCode> {
  let generator: LoadGenerator | null = null;
  const record = createScalingRecord(() => generator?.counts().clientsByPod ?? {});
  const tell: CommandContext["output"]["tell"] = (event) => {
    record.note(event);
    context.output.tell(event);
  };
  const watched = { ...context, output: { ...context.output, tell } };
  return withStack(options.stack, DEMO_LOAD, watched, async ({ stack, load, stop }) => {
    if (load === null) return exitCodes.success;
    generator = load;
    const say = (message: string): void => tell({ event: "step", message });
    const summary = await perform({ stack, load, record, stop, options: options.stack, say });
    if (summary === undefined) return exitCodes.success;
    const problems = findProblems(summary);
    tell({ event: "summary", ...summary, problems });
    if (options.keep) {
      say(`Still running at ${stack.addresses.gateway}; Ctrl-C stops everything.`);
      await aborted(stop);
    }
    if (problems.length === 0) return exitCodes.success;
    throw new FairleadError(
      "demo_failed",
      `The demo did not show what it promises: ${problems.join("; ")}.`,
      { details: { problems } },
    );
  });
}

interface Performance {
  readonly stack: Stack;
  readonly load: LoadGenerator;
  readonly record: ScalingRecord;
  readonly stop: AbortSignal;
  readonly options: StackOptions;
  readonly say: (message: string) => void;
}

interface Act extends Performance {
  look(): Promise<Moment>;
  rest(ms: number): Promise<unknown>;
  /** Whether it came about, before the limit and before the user stopped it. */
  until(condition: () => boolean | Promise<boolean>): Promise<boolean>;
}

function actOf(performing: Performance): Act {
  const { load, stack, stop } = performing;
  const rest = (ms: number): Promise<unknown> => sleep(ms, undefined, { signal: stop }).catch(() => {});
  return {
    ...performing,
    rest,
    look: async () => {
      const { routing } = await stack.status(load.counts());
      return { load: load.counts(), routing };
    },
    async until(condition) {
      const limit = performance.now() + LIMIT_MS;
      while (!stop.aborted && performance.now() < limit) {
        if (await condition()) return true;
        await rest(LOOK_MS);
      }
      return false;
    },
  };
}

/**
 * Everybody comes. Once all sessions are younger than the last pod, they are spread by choice alone; the
 * spread is that of the time in which each session is replaced once.
 */
async function comeIn({ load, options, record, rest, say, until }: Act): Promise<Spread> {
  const { maxReplicas, minReplicas } = options.pool.spec.scaling;
  say(steps.come);
  const sessions = (): number => total(load.counts().clientsByPod);
  await until(() => sessions() >= SESSIONS && record.added() >= maxReplicas - minReplicas);
  await rest(SESSION_MS);
  const looks: LoadCounts["clientsByPod"][] = [];
  const endAt = performance.now() + SESSION_MS;
  await until(() => {
    looks.push(load.counts().clientsByPod);
    return performance.now() >= endAt;
  });
  return measureSpread(looks, minReplicas + record.added());
}

async function outage({ look, rest, say, stack, until }: Act): Promise<{
  readonly outage: Outage;
  readonly resumedAfterSeconds: number | null;
}> {
  const before = await look();
  say(steps.kill);
  const diedAt = performance.now();
  stack.lookup.kill();
  await rest(OUTAGE_MS);
  const after = await look();
  const seconds = (performance.now() - diedAt) / 1_000;

  say(steps.back);
  const backAt = performance.now();
  stack.lookup.resume();
  const routedNow = async (): Promise<number> => (await look()).routing.routed["snapshot"] ?? 0;
  const routedBefore = after.routing.routed["snapshot"] ?? 0;
  const resumed = await until(async () => (await routedNow()) > routedBefore);
  const resumedAfterSeconds = resumed ? (performance.now() - backAt) / 1_000 : null;
  if (resumed) say(steps.resumed);
  return {
    resumedAfterSeconds,
    outage: {
      seconds,
      requests: after.load.requests - before.load.requests,
      answered: after.load.answered - before.load.answered,
      failed: after.load.failed - before.load.failed,
      routed: total(after.routing.routed) - total(before.routing.routed),
      unrouted: total(after.routing.unrouted) - total(before.routing.unrouted),
    },
  };
}

/** Most clients leave, and the pods go back to the minimum. */
async function leave({ load, options, say, stack, until }: Act): Promise<void> {
  say(steps.leave);
  load.retire(CROWD);
  const { minReplicas } = options.pool.spec.scaling;
  const isSettled = (): boolean => {
    const pods = stack.current();
    return pods.length === minReplicas && pods.every(({ phase }) => phase.name === "open");
  };
  if (await until(isSettled)) say(steps.gone);
}

/** Runs the acts one after the other; `undefined` when the user stops them. */
async function perform(performing: Performance): Promise<DemoSummary | undefined> {
  const act = actOf(performing);
  const { options, record, stack, stop } = performing;
  const start = stack.current().length;
  const spread = await comeIn(act);
  const lookupDown = await outage(act);
  await leave(act);
  if (stop.aborted) return undefined;
  const { load, routing } = await act.look();
  const { minReplicas } = options.pool.spec.scaling;
  const scaling = record.summary(minReplicas, stack.current().length);
  return { pods: start + scaling.added, load, routing, scaling, spread, ...lookupDown };
}
