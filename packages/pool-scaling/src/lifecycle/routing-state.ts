import type { ObservedPool } from "./observed-pool.ts";
import type { LifecycleSpec } from "./lifecycle-spec.ts";
import type { GatewayList, RouteSighting, WrittenObject } from "./pool-routes.ts";
import type { LifecyclePod } from "./lifecycle-pod.ts";
import { age, past } from "./time.ts";

/** What is known of one pod's route and subset. */
export interface PodRouting {
  readonly route: WrittenObject | undefined;
  readonly subset: WrittenObject | undefined;
  readonly sightings: readonly RouteSighting[];
}

/** Whether a route is everywhere, or nowhere any more; otherwise the gateways that do not show it yet. */
export type Confirmation =
  | { readonly confirmed: true; readonly sinceMs: number }
  | { readonly confirmed: false; readonly gateways: readonly string[] };

const NOTHING: PodRouting = { route: undefined, subset: undefined, sightings: [] };

/** Finds the routing of a pod by its route id. */
export function indexRouting({ routes, subsets, probes }: ObservedPool): (routeId: string) => PodRouting {
  const found = new Map<string, { -readonly [Key in keyof PodRouting]: PodRouting[Key] }>();
  const entry = (routeId: string) => {
    let routing = found.get(routeId);
    if (routing === undefined) {
      routing = { route: undefined, subset: undefined, sightings: [] };
      found.set(routeId, routing);
    }
    return routing;
  };
  for (const route of routes) entry(route.routeId).route = route;
  for (const subset of subsets) entry(subset.routeId).subset = subset;
  for (const { routeId, sightings } of probes) entry(routeId).sightings = sightings;
  return (routeId) => found.get(routeId) ?? NOTHING;
}

/** Whether an object is this Job's, and written for the present epoch. */
export const isCurrent = (written: WrittenObject | undefined, { uid, phase }: LifecyclePod): boolean =>
  written?.uid === uid && written.epoch === phase.epoch;

/** Which gateways are asked about: those that new clients come through, or all. */
export type AskedGateways = "serving" | "all";

function asked({ names, notReady = [] }: GatewayList, which: AskedGateways): readonly string[] {
  return which === "all" || notReady.length === 0 ? names : names.filter((name) => !notReady.includes(name));
}

/** Whether the route has been seen at these gateways since it was written. */
export function confirmPresent(
  { route, sightings }: PodRouting,
  gateways: GatewayList | undefined,
  which: AskedGateways,
): Confirmation {
  const names = gateways === undefined ? [] : asked(gateways, which);
  if (route === undefined || names.length === 0) {
    return { confirmed: false, gateways: gateways?.names ?? [] };
  }
  const seen = (name: string): boolean =>
    sightings.some(
      ({ gateway, state, checkedAtMs }) =>
        gateway === name && state === "present" && checkedAtMs >= route.writtenAtMs,
    );
  const missing = names.filter((name) => !seen(name));
  return missing.length === 0
    ? { confirmed: true, sinceMs: route.writtenAtMs }
    : { confirmed: false, gateways: missing };
}

/** Since when the route has been gone at every gateway, by fresh probes of each, and no other has been there. */
export function confirmGone(
  { route, sightings }: PodRouting,
  gateways: GatewayList | undefined,
  spec: LifecycleSpec,
  nowMs: number,
): Confirmation {
  if (route !== undefined || gateways === undefined) {
    return { confirmed: false, gateways: gateways?.names ?? [] };
  }
  // Nobody probes a gateway that has left, and until then it may have led somebody to the pod.
  let sinceMs = past(gateways.sinceMs, nowMs);
  const missing: string[] = [];
  for (const name of gateways.names) {
    const sighting = sightings.find(({ gateway }) => gateway === name);
    if (sighting?.state !== "absent" || age(sighting.checkedAtMs, nowMs) > spec.reportMaxAgeMs)
      missing.push(name);
    else sinceMs = Math.max(sinceMs, past(sighting.sinceMs, nowMs));
  }
  // One that joined after the list was made is not on it, and may have come with the route.
  const isListOld = gateways.observedAtMs <= sinceMs;
  return missing.length === 0 && !isListOld
    ? { confirmed: true, sinceMs }
    : { confirmed: false, gateways: missing };
}
