import type { AuditEvent } from "./audit-event.ts";

/** Account of the scaler's replicas in `deploy`. */
export const SCALER_USER = "system:serviceaccount:fairlead:fairlead-scaler";

/** Requests by `<verb> <resource>`. */
export type RequestCounts = Readonly<Record<string, number>>;

const WRITES = new Set(["create", "update", "patch", "delete", "deletecollection"]);

/** Leadership is kept by the clock, whatever the pools do. */
export const isRenewal = ({ resource }: Pick<AuditEvent, "resource">): boolean => resource === "leases";

/** Counts what the scaler asked, without its leadership. */
export function countScalerRequests(events: readonly AuditEvent[]): RequestCounts {
  const counts: Record<string, number> = {};
  for (const event of events) {
    if (event.user !== SCALER_USER || isRenewal(event)) continue;
    const key = `${event.verb} ${event.resource}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

/** Sums up the requests whose verb is one of these. */
const sumOf = (counts: RequestCounts, isWanted: (verb: string) => boolean): number =>
  Object.entries(counts).reduce(
    (sum, [key, count]) => (isWanted(key.slice(0, key.indexOf(" "))) ? sum + count : sum),
    0,
  );

export const totalOf = (counts: RequestCounts): number => sumOf(counts, () => true);
export const writesOf = (counts: RequestCounts): number => sumOf(counts, (verb) => WRITES.has(verb));
export const listsOf = (counts: RequestCounts): number => sumOf(counts, (verb) => verb === "list");
