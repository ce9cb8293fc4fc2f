import { setTimeout as sleep } from "node:timers/promises";
import { FairleadError } from "@fairlead/routing-schema";
import type { CommandContext } from "../commands/command-context.ts";
import type { LoadCounts, RoutingCounts } from "../events/pod-status.ts";
import type { LoadSpec } from "../load/load-spec.ts";
import type { LoadGenerator } from "../load/start-load.ts";
import { aborted } from "../process/aborted.ts";
import { exitCodes, type ExitCode } from "../process/exit-codes.ts";
import type { StackOptions } from "../stack/stack-options.ts";
import type { Stack } from "../stack/stack.ts";
import { withStack } from "../stack/with-stack.ts";
import { findProblems, type DemoSummary } from "./demo-summary.ts";
import { measureSpread } from "./spread.ts";

/** Settings of {@link runDemo}. */
export interface DemoOptions {
  readonly stack: StackOptions;
  /** Stays up after the summary until the user stops it. */
  readonly keep: boolean;
}

const SESSION_MS = 12_000;

/** Sessions that stay, and short requests between them. */
const LOAD: readonly LoadSpec[] = [
  { kind: "websocket", clients: 100, ratePerSecond: 25, sessionMs: SESSION_MS, path: "/chat" },
  { kind: "sse", clients: 25, ratePerSecond: 6, sessionMs: SESSION_MS, path: "/rooms/lobby/stream" },
  { kind: "http", clients: 50, ratePerSecond: 12, sessionMs: SESSION_MS, path: "/rooms" },
];
const SESSIONS = LOAD.reduce((sum, { kind, clients }) => sum + (kind === "http" ? 0 : clients), 0);

/** Longer than the gateway may go by its last snapshot, so that both ways of going on are seen. */
const OUTAGE_MS = 7_000;
const AFTER_MS = 3_000;
const LIMIT_MS = 20_000;
const LOOK_MS = 100;

/** How long the demo's gateway goes by a snapshot. */
export const DEMO_SNAPSHOT_MAX_AGE_MS = 3_000;

interface Moment {
  readonly load: LoadCounts;
  readonly routing: RoutingCounts;
}

const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/**
 * Shows how clients spread over pods, and that they notice nothing when the lookup service dies.
 *
 * @throws FairleadError `demo_failed` when the figures are not as promised.
 */
export const runDemo = (options: DemoOptions, context: CommandContext): Promise<ExitCode> =>
  withStack(options.stack, LOAD, context, async ({ stack, load, stop }) => {
    const { tell } = context.output;
    if (load === null) return exitCodes.success;
    const summary = await perform({
      stack,
      load,
      stop,
      pods: options.stack.pool.spec.scaling.minReplicas,
      say: (message) => tell({ event: "step", message }),
    });
    if (summary === undefined) return exitCodes.success;
    const problems = findProblems(summary);
    tell({ event: "summary", ...summary, problems });
    if (options.keep) {
      tell({
        event: "step",
        message: `Still running at ${stack.addresses.gateway}; Ctrl-C stops everything.`,
      });
      await aborted(stop);
    }
    if (problems.length === 0) return exitCodes.success;
    throw new FairleadError(
      "demo_failed",
      `The demo did not show what it promises: ${problems.join("; ")}.`,
      { details: { problems } },
    );
  });

interface Performance {
  readonly stack: Stack;
  readonly load: LoadGenerator;
  readonly stop: AbortSignal;
  readonly pods: number;
  readonly say: (message: string) => void;
}

/** Runs the acts one after the other; `undefined` when the user stops them. */
async function perform({ stack, load, stop, pods, say }: Performance): Promise<DemoSummary | undefined> {
  const look = async (): Promise<Moment> => {
    const { routing } = await stack.status(load.counts());
    return { load: load.counts(), routing };
  };
  const rest = (ms: number): Promise<unknown> => sleep(ms, undefined, { signal: stop }).catch(() => {});
  const until = async (condition: () => boolean | Promise<boolean>): Promise<boolean> => {
    const limit = performance.now() + LIMIT_MS;
    while (!stop.aborted && performance.now() < limit) {
      if (await condition()) return true;
      await rest(LOOK_MS);
    }
    return false;
  };
  const sessions = (): number => total(load.counts().clientsByPod);

  say(`${SESSIONS} clients come: WebSockets and event streams that stay, and requests between them`);
  await until(() => sessions() >= SESSIONS);
  const spread = measureSpread(load.counts().clientsByPod, pods);

  const before = await look();
  say("kill -9 of the lookup service; the gateway goes on without it");
  const diedAt = performance.now();
  stack.lookup.kill();
  await rest(OUTAGE_MS);
  const after = await look();
  const seconds = (performance.now() - diedAt) / 1_000;

  say("The lookup service comes back");
  const backAt = performance.now();
  stack.lookup.resume();
  const routedNow = async (): Promise<number> => (await look()).routing.routed["snapshot"] ?? 0;
  const routedBefore = after.routing.routed["snapshot"] ?? 0;
  const resumed = await until(async () => (await routedNow()) > routedBefore);
  const resumedAfterSeconds = resumed ? (performance.now() - backAt) / 1_000 : null;
  if (resumed) say("The gateway routes by the lookup service again");
  await rest(AFTER_MS);
  if (stop.aborted) return undefined;

  const end = await look();
  return {
    pods,
    load: end.load,
    routing: end.routing,
    spread,
    outage: {
      seconds,
      requests: after.load.requests - before.load.requests,
      answered: after.load.answered - before.load.answered,
      failed: after.load.failed - before.load.failed,
      routed: total(after.routing.routed) - total(before.routing.routed),
      unrouted: total(after.routing.unrouted) - total(before.routing.unrouted),
    },
    resumedAfterSeconds,
  };
}
