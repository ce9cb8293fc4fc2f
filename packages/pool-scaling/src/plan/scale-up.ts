import { backOffMs } from "../lifecycle/back-off.ts";
import { mustGo } from "../lifecycle/drain-deadline.ts";
import { unroutedGateways } from "../lifecycle/ensure-routing.ts";
import type { PodView } from "../lifecycle/pod-view.ts";
import type { PoolStatus } from "../lifecycle/pool-status.ts";
import type { StepContext } from "../lifecycle/step.ts";
import { past } from "../lifecycle/time.ts";
import type { Census, Replicas } from "./census.ts";
import { nextNames } from "./pod-names.ts";

/** How missing replicas are made up for. */
export interface ScaleUp {
  /** Replicas that are missing. */
  readonly missing: number;
  /** Draining pods that open again with this plan. */
  readonly reopen: ReadonlySet<string>;
  /** Closed pods that come back with this plan. */
  readonly comeBack: ReadonlySet<string>;
  /** Draining pods that open again once their route is back; they are not closed until then. */
  readonly hold: ReadonlySet<string>;
  /** Names of pods to create, those first that an earlier plan gave away and that were not seen yet. */
  readonly create: readonly string[];
  readonly fresh: readonly string[];
  readonly nextOrdinal: number;
  readonly pendingStarts: readonly string[];
  /** Why fewer are created than are missing. */
  readonly limit?: "start_limit" | "back_off" | "max_replicas";
  readonly untilMs?: number;
}

/** Who can serve again at once: alive, of the present template, heard, and not on its way out by itself. */
function canComeBack({ pod, evidence, healthy, outdated }: PodView, { spec, nowMs }: StepContext): boolean {
  return (
    healthy &&
    !outdated &&
    evidence.kind === "reported" &&
    !evidence.draining &&
    pod.phase.opened &&
    pod.instance?.podId === pod.phase.podId &&
    !mustGo(pod, spec, nowMs)
  );
}

const clientsOf = ({ evidence }: PodView): number => (evidence.kind === "reported" ? evidence.clients : 0);

/** Fullest first: they would stay the longest anyway. */
function comeBackOrder(one: PodView, other: PodView): number {
  return clientsOf(other) - clientsOf(one) || (one.pod.routeId < other.pod.routeId ? -1 : 1);
}

/**
 * Makes up for missing replicas: a draining pod is opened again before a closed one comes back, and that
 * before a new one is started. `seen`: the route ids of all pods, deleted ones too.
 */
export function scaleUp(
  census: Census,
  replicas: Replicas,
  desired: number,
  status: PoolStatus,
  seen: ReadonlySet<string>,
  context: StepContext,
): ScaleUp {
  const { spec, nowMs } = context;
  const { present, outdated, useful, ceiling } = replicas;
  const free = Math.max(0, ceiling - present);
  const unseen = status.pendingStarts.filter((name) => !seen.has(name));
  const pending = spec.deletion === undefined ? unseen.slice(0, free) : [];
  // While the template changes, new pods come first, and old ones go as new ones open.
  const wanted =
    outdated > 0
      ? Math.min(desired - (useful - outdated), desired + spec.maxSurge - useful)
      : desired - useful;
  const missing = Math.max(0, wanted - pending.length);
  const room = free - pending.length;
  let open = spec.deletion === undefined ? Math.min(missing, room) : 0;

  const reopen = new Set<string>();
  const hold = new Set<string>();
  const comeBack = new Set<string>();
  if (open > 0) {
    const back = (views: readonly PodView[]): PodView[] =>
      views
        .filter((view) => canComeBack(view, context))
        .sort(comeBackOrder)
        .slice(0, open);
    for (const view of back(census.draining)) {
      (unroutedGateways(view, context) === undefined ? reopen : hold).add(view.pod.routeId);
      open -= 1;
    }
    for (const { pod } of back(census.closed)) {
      comeBack.add(pod.routeId);
      open -= 1;
    }
  }

  const { failedStarts } = status;
  const starting = census.starting.length + pending.length;
  // After a failed start one pod at a time shows whether the next fares better.
  const startRoom = Math.max(0, (failedStarts.count > 0 ? 1 : spec.maxStarting) - starting);
  const pauseOverMs =
    failedStarts.count > 0 ? past(failedStarts.lastAtMs, nowMs) + backOffMs(failedStarts.count, spec) : 0;
  const isPaused = nowMs < pauseOverMs;
  const count = isPaused ? 0 : Math.min(open, startRoom);
  const { names, nextOrdinal } = nextNames(spec.podNamePrefix, count, status.nextOrdinal, seen);
  const limit =
    count < open ? (isPaused ? "back_off" : "start_limit") : missing > room ? "max_replicas" : undefined;
  return {
    missing,
    reopen,
    comeBack,
    hold,
    create: [...pending, ...names],
    fresh: names,
    nextOrdinal,
    pendingStarts: [...pending, ...names],
    ...(limit === undefined ? {} : { limit }),
    ...(isPaused && open > 0 ? { untilMs: pauseOverMs } : {}),
  };
}
