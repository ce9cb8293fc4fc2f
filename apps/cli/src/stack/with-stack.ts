import { exitCodes, type ExitCode } from "../process/exit-codes.ts";
import { aborted } from "../process/aborted.ts";
import type { CommandContext } from "../commands/command-context.ts";
import { startLoad, type LoadGenerator } from "../load/start-load.ts";
import type { LoadSpec } from "../load/load-spec.ts";
import { startStack } from "./start-stack.ts";
import type { StackOptions } from "./stack-options.ts";
import type { Stack } from "./stack.ts";
import { runStatusLoop } from "./status-loop.ts";

/** What the body of {@link withStack} works with. */
export interface RunningStack {
  readonly stack: Stack;
  /** Null without load. */
  readonly load: LoadGenerator | null;
  /** Aborted when the user asks to stop. */
  readonly stop: AbortSignal;
}

/**
 * Starts a stack and clients, runs a body beside the live status, and takes everything down: when the
 * body is done, when something fails, and when the user asks for it. The second time that the user
 * asks, everything is killed.
 *
 * @throws what the start, the stack or the body throws, once everything is down.
 */
export async function withStack(
  options: StackOptions,
  load: readonly LoadSpec[],
  context: CommandContext,
  body: (running: RunningStack) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { tell } = context.output;
  const { stop, kill } = context.request;
  const noteStop = (): void => tell({ event: "stopping", reason: String(stop.reason) });
  stop.addEventListener("abort", noteStop, { once: true });

  let stack: Stack;
  try {
    stack = await startStack(options, tell, { stop, kill });
  } catch (error) {
    if (!stop.aborted) throw error;
    if (!kill.aborted) tell({ event: "stopped" });
    return exitCodes.success;
  }

  const generator = load.length === 0 ? null : startLoad({ gateway: stack.addresses.gateway, specs: load });
  const watching = new AbortController();
  const status = runStatusLoop({
    stack,
    counts: () => generator?.counts() ?? null,
    tell,
    intervalMs: context.statusIntervalMs,
    signal: watching.signal,
  });
  try {
    return await Promise.race([
      body({ stack, load: generator, stop }),
      stack.failed,
      status.then(() => exitCodes.success),
    ]);
  } finally {
    watching.abort();
    if (!stop.aborted) tell({ event: "stopping", reason: null });
    const down = (async () => {
      await status.catch(() => {});
      await generator?.stop();
      await stack.stop();
    })();
    const killed = aborted(kill).then(() => stack.kill());
    await Promise.race([down, killed]);
    if (!kill.aborted) tell({ event: "stopped" });
  }
}
