import { FILTER_METRIC_PREFIX } from "@fairlead/routing-schema";
import type { RoutingCounts } from "../events/pod-status.ts";

const ROUTED = `${FILTER_METRIC_PREFIX}routed_`;
const UNROUTED = `${FILTER_METRIC_PREFIX}unrouted_`;

/** Prefix of the statistics that {@link routingCounts} reads. */
export const ROUTING_STATISTICS = FILTER_METRIC_PREFIX;

const named = (statistics: Readonly<Record<string, number>>, prefix: string): Record<string, number> =>
  Object.fromEntries(
    Object.entries(statistics).flatMap(([name, value]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
    ),
  );

/** Sorts the filter's counters into routed by source and unrouted by cause. */
export const routingCounts = (statistics: Readonly<Record<string, number>>): RoutingCounts => ({
  routed: named(statistics, ROUTED),
  unrouted: named(statistics, UNROUTED),
});
