import type { LocalPod } from "@fairlead/local-gateway";
import type { ManagedPod } from "../interfaces/pods.ts";
import type { OutsideFallback } from "../interfaces/routes.ts";
import type { ProbedRoute } from "@fairlead/pool-scaling";

interface Sighting {
  /** The pod that the route leads to; `undefined` without a route. */
  readonly podId: string | undefined;
  readonly sinceMs: number;
}

/** What the gateway is known to route by. */
export interface RouteSightings {
  /** It routes by `applied` now, which was made from `pods`. `routeIds`: all whose absence is worth knowing. */
  take(
    applied: readonly LocalPod[],
    pods: readonly ManagedPod[],
    routeIds: readonly string[],
    nowMs: number,
  ): void;
  /** `checkedAtMs`: when this was so last. A route to another pod than the present one counts as absent. */
  probes(pods: readonly ManagedPod[], checkedAtMs: number): ProbedRoute[];
  outsideFallback(): readonly OutsideFallback[];
}

/** Remembers since when a gateway has led, or not led, to each pod. */
export function createRouteSightings(gateway: string): RouteSightings {
  let seen = new Map<string, Sighting>();
  let outside = new Map<string, OutsideFallback>();
  return {
    take(applied, pods, routeIds, nowMs) {
      const byRoute = new Map(applied.map((pod) => [pod.routeId, pod]));
      seen = new Map(
        [...new Set([...routeIds, ...byRoute.keys()])].map((routeId) => {
          const podId = byRoute.get(routeId)?.podId;
          const before = seen.get(routeId);
          const isSame = before !== undefined && before.podId === podId;
          return [routeId, isSame ? before : { podId, sinceMs: nowMs }];
        }),
      );
      outside = new Map(
        pods.flatMap(({ phase, routeId }) => {
          if (byRoute.get(routeId)?.state === "open") return [];
          const sinceMs = outside.get(routeId)?.sinceMs ?? nowMs;
          return [[routeId, { routeId, phaseRevision: phase.revision, sinceMs }]];
        }),
      );
    },
    probes(pods, checkedAtMs) {
      const instances = new Map(pods.map(({ instance, routeId }) => [routeId, instance?.podId]));
      return [...seen].map(([routeId, { podId, sinceMs }]) => {
        const isThere = podId !== undefined && (!instances.has(routeId) || instances.get(routeId) === podId);
        const state = isThere ? "present" : "absent";
        return { routeId, sightings: [{ gateway, state, sinceMs, checkedAtMs }] };
      });
    },
    outsideFallback: () => [...outside.values()],
  };
}
