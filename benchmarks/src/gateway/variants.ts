/** How the request finds its pod behind the gateway. */
export type RouteKind = "plain" | "query" | "header" | "override-host";

/** One row of the table. */
export interface Variant {
  readonly name: string;
  readonly description: string;
  readonly route: RouteKind;
  /** What decides for a pod: nothing, the client itself, the Fairlead filter or Envoy's Lua filter. */
  readonly decider: "balancing" | "client" | "snapshot" | "per_request" | "lua";
  readonly balancing: "ROUND_ROBIN" | "LEAST_REQUEST";
  /** Ratio to no filter that the project aims at. */
  readonly goal?: number;
}

const variant = (
  name: string,
  decider: Variant["decider"],
  route: RouteKind,
  description: string,
  rest: { goal?: number; balancing?: Variant["balancing"] } = {},
): Variant => ({ balancing: "ROUND_ROBIN", ...rest, name, decider, route, description });

/** The base of every ratio. */
export const BASE = "no-filter";

export const variants: readonly Variant[] = [
  variant(BASE, "balancing", "plain", "no filter, round robin"),
  variant("least-request", "balancing", "plain", "no filter, Envoy's own least_request", {
    balancing: "LEAST_REQUEST",
  }),
  variant("client-query", "client", "query", "the client names its pod: routing by query alone"),
  variant("client-endpoint", "client", "override-host", "the client names its pod: override_host alone"),
  variant("snapshot-query", "snapshot", "query", "Fairlead, snapshot, query route", { goal: 1.3 }),
  variant("snapshot-header", "snapshot", "header", "Fairlead, snapshot, header route"),
  variant("snapshot-override", "snapshot", "override-host", "Fairlead, snapshot, override_host", {
    goal: 1.2,
  }),
  variant("per-request-query", "per_request", "query", "Fairlead, asking for each request, query route", {
    goal: 2.2,
  }),
  variant("per-request-header", "per_request", "header", "Fairlead, asking for each request, header route", {
    goal: 2.2,
  }),
  variant(
    "per-request-override",
    "per_request",
    "override-host",
    "Fairlead, asking for each request, override_host",
    { goal: 2.2 },
  ),
  variant("lua-query", "lua", "query", "Envoy's Lua filter making the same call, query route"),
];
