import { allowedStarts } from "./allowed-starts.ts";
import { mustGo } from "../lifecycle/drain-deadline.ts";
import { unroutedGateways } from "../lifecycle/ensure-routing.ts";
import type { PodView } from "../lifecycle/pod-view.ts";
import type { PoolStatus } from "../lifecycle/pool-status.ts";
import type { StepContext } from "../lifecycle/step.ts";
import type { Census, Replicas } from "./census.ts";
import { mayBeUnseen } from "./may-be-unseen.ts";
import { nextNames } from "./pod-names.ts";

/** Pods that come back with one plan. More do with the next; the names are remembered, and memory is bounded. */
const MAX_COMING_BACK = 100;

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
  readonly reopening: PoolStatus["reopening"];
  /** Why fewer are created than are missing. */
  readonly limit?: "start_limit" | "back_off" | "max_replicas";
  readonly untilMs?: number;
}

const clientsOf = ({ evidence }: PodView): number => (evidence.kind === "reported" ? evidence.clients : 0);

/** Fullest first: they would stay the longest anyway. */
function comeBackOrder(one: PodView, other: PodView): number {
  return clientsOf(other) - clientsOf(one) || (one.pod.routeId < other.pod.routeId ? -1 : 1);
}

/** Who can serve again at once: alive, of the present template, heard, and not on its way out by itself. */
function canComeBack({ pod, evidence, healthy, outdated }: PodView, { spec, nowMs }: StepContext): boolean {
  return (
    healthy &&
    pod.finished === undefined &&
    !outdated &&
    evidence.kind === "reported" &&
    !evidence.draining &&
    pod.phase.opened &&
    pod.instance?.podId === pod.phase.podId &&
    !mustGo(pod, spec, nowMs)
  );
}

/** Draining and closed pods that make up for missing ones. */
interface ComingBack {
  readonly reopen: ReadonlySet<string>;
  readonly hold: ReadonlySet<string>;
  readonly comeBack: ReadonlySet<string>;
  readonly reopening: PoolStatus["reopening"];
  /** Replicas that they, and those that may yet come back, amount to. */
  readonly count: number;
}

/**
 * Chooses up to `wanted` pods that come back, draining ones first. One that an earlier plan told to open
 * still counts while it may yet do so, although it could not be chosen any more.
 */
function comeBack(census: Census, wanted: number, status: PoolStatus, context: StepContext): ComingBack {
  const { nowMs } = context;
  const isRecent = mayBeUnseen(status.reopening.atMs, context);
  const told = new Set(isRecent ? status.reopening.routeIds : []);
  const pending = [...census.draining, ...census.closed].filter(({ pod }) => told.has(pod.routeId));
  const first = pending.filter((view) => canComeBack(view, context)).sort(comeBackOrder);
  const waitedFor = pending.filter((view) => !canComeBack(view, context));
  const isNew = (view: PodView): boolean => !told.has(view.pod.routeId) && canComeBack(view, context);
  const left = Math.min(MAX_COMING_BACK, wanted - waitedFor.length);
  const chosen =
    left <= 0
      ? []
      : [
          ...first,
          ...census.draining.filter(isNew).sort(comeBackOrder),
          ...census.closed.filter(isNew).sort(comeBackOrder),
        ].slice(0, left);
  const reopen = new Set<string>();
  const hold = new Set<string>();
  const back = new Set<string>();
  for (const view of chosen) {
    const { routeId, phase } = view.pod;
    if (phase.name === "closed") back.add(routeId);
    else (unroutedGateways(view, context) === undefined ? reopen : hold).add(routeId);
  }
  const routeIds = [...reopen, ...waitedFor.map(({ pod }) => pod.routeId)];
  const atMs = reopen.size > 0 ? nowMs : status.reopening.atMs;
  return {
    reopen,
    hold,
    comeBack: back,
    reopening: { routeIds, atMs },
    count: chosen.length + waitedFor.length,
  };
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
  const { spec } = context;
  const { present, outdated, useful, ceiling } = replicas;
  const free = Math.max(0, ceiling - present);
  const isKept = spec.deletion === undefined;
  const pending = isKept ? status.pendingStarts.filter((name) => !seen.has(name)).slice(0, free) : [];
  // While the template changes, new pods come first, and old ones go as new ones open.
  const wanted =
    outdated > 0
      ? Math.min(desired - (useful - outdated), desired + spec.maxSurge - useful)
      : desired - useful;
  const missing = Math.max(0, wanted - pending.length);
  const room = free - pending.length;
  const { count, ...coming } = comeBack(census, isKept ? Math.min(missing, room) : 0, status, context);
  const toStart = isKept ? Math.max(0, Math.min(missing, room) - count) : 0;
  const allowed = allowedStarts(toStart, census.starting.length + pending.length, status, context);
  const { names, nextOrdinal } = nextNames(spec.podNamePrefix, allowed.count, status.nextOrdinal, seen);
  const limit = allowed.limit ?? (missing > room ? "max_replicas" : undefined);
  return {
    ...coming,
    missing,
    create: [...pending, ...names],
    fresh: names,
    nextOrdinal,
    pendingStarts: [...pending, ...names],
    ...(limit === undefined ? {} : { limit }),
    ...(allowed.untilMs === undefined ? {} : { untilMs: allowed.untilMs }),
  };
}
