import type { HttpCall } from "../callouts/http-call.ts";
import type { RootContext } from "../context/root-context.ts";
import type { Clock } from "../state/clock.ts";
import type { PluginVm } from "./plugin-vm.ts";

const NS_PER_MS = 1_000_000n;

interface Timer {
  readonly dueNs: bigint;
  fire(): void;
}

/** What is done when a timer falls due. */
export interface TimerActions {
  tick(root: RootContext): void;
  timeout(call: HttpCall): void;
}

/** Moves the clock to `targetNs`, stopping at each timer that falls due on the way, earliest first. */
export function runTimers(plugin: PluginVm, clock: Clock, targetNs: bigint, actions: TimerActions): void {
  for (;;) {
    const timer = nextTimer(plugin, actions);
    if (timer === undefined || timer.dueNs > targetNs) break;
    clock.moveTo(timer.dueNs);
    timer.fire();
  }
  clock.moveTo(targetNs);
}

function nextTimer(plugin: PluginVm, actions: TimerActions): Timer | undefined {
  if (plugin.vm.failure !== undefined) return undefined;
  const ticks = plugin.roots
    .filter((root) => root.tickPeriodMs > 0)
    .map((root): Timer => ({ dueNs: root.nextTickNs, fire: () => tick(root, actions) }));
  const timeouts = plugin.httpCalls
    .filter((call) => call.timeoutMs > 0)
    .map((call): Timer => ({
      dueNs: call.startedNs + BigInt(call.timeoutMs) * NS_PER_MS,
      fire: () => actions.timeout(call),
    }));
  return [...ticks, ...timeouts].reduce<Timer | undefined>(
    (first, timer) => (first === undefined || timer.dueNs < first.dueNs ? timer : first),
    undefined,
  );
}

/** The timer is armed anew after the callback, unless the callback has set it itself. */
function tick(root: RootContext, actions: TimerActions): void {
  const dueNs = root.nextTickNs;
  actions.tick(root);
  if (root.nextTickNs === dueNs) root.nextTickNs = dueNs + BigInt(root.tickPeriodMs) * NS_PER_MS;
}
