import type { PickerOutcome, PickerRequest } from "../victims/picker-contract.ts";
import { chooseVictims, type VictimChoice } from "../victims/choose-victims.ts";
import type { Victim } from "../victims/victim.ts";
import type { LifecycleSpec } from "../lifecycle/lifecycle-spec.ts";
import type { DrainReason } from "../lifecycle/phase.ts";
import type { PodView } from "../lifecycle/pod-view.ts";
import type { Replicas } from "./census.ts";

/** Which pods drain because there are more than wanted. */
export interface ScaleDown {
  /** Replicas above the wanted number. */
  readonly excess: number;
  readonly drains: ReadonlyMap<string, DrainReason>;
  /** The user's picker has to be asked before the others are chosen. */
  readonly ask?: PickerRequest;
  /** Why the picker was not followed. */
  readonly note?: string;
}

/** Victims of one plan. More are taken by the next; the names are remembered, and memory is bounded. */
export const MAX_VICTIMS = 100;

const isServing = ({ pod, healthy }: PodView): boolean => pod.phase.name === "open" && healthy;

/** Who may be chosen: a pod whose clients are known, and that the user does not protect. */
const isCandidate = ({ pod, evidence }: PodView): boolean =>
  evidence.kind !== "silent" && pod.protected !== true;

function asVictim(view: PodView): Victim {
  const { pod, evidence, outdated } = view;
  return {
    routeId: pod.routeId,
    podId: pod.instance?.podId,
    serving: isServing(view),
    outdated,
    clients: evidence.kind === "reported" ? evidence.clients : 0,
    deletionCost: pod.deletionCost ?? 0,
    node: pod.instance?.node,
    readySinceMs: pod.instance?.readySinceMs ?? 0,
    crashes: pod.crashes?.count ?? 0,
    createdAtMs: pod.createdAtMs,
  };
}

/**
 * Chooses, those first that were chosen before and do not drain yet: the write that makes them drain may
 * still be on its way, from this controller or the one before it, and others must not go beside them.
 */
function choose(
  views: readonly PodView[],
  count: number,
  pending: ReadonlySet<string>,
  options: Parameters<typeof chooseVictims>[2],
): VictimChoice {
  const limit = Math.min(count, MAX_VICTIMS);
  if (limit <= 0) return { victims: [] };
  const isPending = ({ pod }: PodView): boolean => pending.has(pod.routeId) && pod.protected !== true;
  const again = views.filter(isPending).slice(0, limit).map(asVictim);
  const others = views.filter((view) => isCandidate(view) && !isPending(view)).map(asVictim);
  const choice = chooseVictims(others, limit - again.length, options);
  return { ...choice, victims: [...again, ...choice.victims] };
}

/**
 * Chooses victims. While the template changes, the surge is no excess; what serves beyond the wanted
 * number is then made of old pods, which go as the new ones open.
 */
export function scaleDown(
  { live, outdated, useful }: Replicas,
  desired: number,
  pending: ReadonlySet<string>,
  spec: LifecycleSpec,
  picker: PickerOutcome | undefined,
): ScaleDown {
  const { preference } = spec;
  const surplus = useful - desired - (outdated > 0 ? spec.maxSurge : 0);
  const { victims, ask, note } = choose(live, surplus, pending, {
    preference,
    ...(spec.usesPicker ? { picker: { outcome: picker } } : {}),
  });
  const drains = new Map<string, DrainReason>();
  for (const { routeId, outdated: isOld } of victims) {
    drains.set(routeId, isOld ? "outdated_template" : "scale_down");
  }
  if (outdated > 0) {
    const staying = live.filter((view) => isServing(view) && !drains.has(view.pod.routeId));
    const old = staying.filter((view) => view.outdated);
    for (const { routeId } of choose(old, staying.length - desired, pending, { preference }).victims) {
      drains.set(routeId, "outdated_template");
    }
  }
  return {
    excess: Math.max(0, useful - desired),
    drains,
    ...(ask === undefined ? {} : { ask }),
    ...(note === undefined ? {} : { note }),
  };
}
