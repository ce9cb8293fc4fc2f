import type { ProbedRoute, RouteSighting } from "@fairlead/pool-scaling";
import type { ProbeAnswer } from "./ask-gateway.ts";

/** A route that is to be looked for. */
export interface SoughtRoute {
  readonly routeId: string;
  /** What its answers carry; `undefined` for one that is to be gone. */
  readonly mark: string | undefined;
  /** When it was written; 0 for one that is to be gone. */
  readonly writtenAtMs: number;
}

interface Sighting extends RouteSighting {
  readonly mark: string | undefined;
}

/** What the gateways have shown of the routes. */
export interface Sightings {
  /** Takes an answer. True when it says something new. */
  take(
    sought: SoughtRoute,
    gateway: string,
    answer: ProbeAnswer,
    times: { readonly askedAtMs: number; readonly answeredAtMs: number },
  ): boolean;
  /** Whether the gateway has shown the route since it was written. Of one that is to be gone nothing is final. */
  isSettled(sought: SoughtRoute, gateway: string): boolean;
  /** Forgets all other routes and gateways. */
  keep(routeIds: ReadonlySet<string>, gateways: ReadonlySet<string>): void;
  probes(): readonly ProbedRoute[];
}

function stateOf(sought: SoughtRoute, answer: ProbeAnswer): RouteSighting["state"] | "other" | undefined {
  switch (answer.kind) {
    case "silent":
      return undefined;
    case "elsewhere":
      return "absent";
    case "led":
    case "routed":
      if (sought.mark === undefined) return "present";
      if (answer.mark !== sought.mark) return "other";
      // A route whose pod does not answer yet leads nobody anywhere.
      return answer.kind === "led" ? "present" : undefined;
  }
}

/**
 * Remembers, per route and gateway, what every probe has shown since when. A time is taken so that it never says
 * more than was seen: a state begins when the first answer that shows it has come, and was last so when the last
 * probe was sent.
 */
export function createSightings(): Sightings {
  const routes = new Map<string, Map<string, Sighting>>();
  return {
    take(sought, gateway, answer, { answeredAtMs, askedAtMs }) {
      const { mark, routeId } = sought;
      const own = routes.get(routeId) ?? new Map<string, Sighting>();
      routes.set(routeId, own);
      const before = own.get(gateway);
      const state = stateOf(sought, answer);
      if (state === undefined) return false;
      // The gateway still has the route of another epoch, which says nothing of this one.
      if (state === "other") return own.delete(gateway);
      const isSame = before?.state === state && before.mark === mark;
      const sinceMs = isSame ? before.sinceMs : answeredAtMs;
      own.set(gateway, { gateway, state, mark, sinceMs, checkedAtMs: askedAtMs });
      return !isSame;
    },
    isSettled({ mark, routeId, writtenAtMs }, gateway) {
      const sighting = routes.get(routeId)?.get(gateway);
      return (
        mark !== undefined &&
        sighting?.state === "present" &&
        sighting.mark === mark &&
        sighting.checkedAtMs >= writtenAtMs
      );
    },
    keep(routeIds, gateways) {
      for (const [routeId, own] of routes) {
        if (!routeIds.has(routeId)) routes.delete(routeId);
        else for (const gateway of own.keys()) if (!gateways.has(gateway)) own.delete(gateway);
      }
    },
    probes: () =>
      [...routes].map(([routeId, own]) => ({
        routeId,
        sightings: [...own.values()].map(({ checkedAtMs, gateway, sinceMs, state }) => ({
          gateway,
          state,
          sinceMs,
          checkedAtMs,
        })),
      })),
  };
}
