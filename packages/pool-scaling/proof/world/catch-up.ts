import { jobReplacesPod, podReady } from "./fault-events.ts";
import { gatewayFetches, gatewaySyncs, lookupCollects, lookupReads } from "./traffic-events.ts";
import type { World } from "./world.ts";

/** Everything that lags catches up, within this moment. */
export function catchUpAll(world: World): World {
  let now = world;
  for (const { routeId, ended, finished } of now.jobs)
    if (ended && finished === undefined) now = jobReplacesPod(now, routeId);
  for (const { routeId, readySinceMs } of now.jobs)
    if (readySinceMs === undefined) now = podReady(now, routeId);
  const known = [...now.jobs, ...now.lookup.entries].map(({ routeId }) => routeId);
  for (const routeId of new Set(known)) now = lookupCollects(lookupReads(now, routeId), routeId);
  for (const { name } of now.gateways) now = gatewaySyncs(gatewayFetches(now, name), name);
  return now;
}
