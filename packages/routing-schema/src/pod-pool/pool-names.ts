import { routeIdForJob } from "../identifiers/route-id.ts";
import { ROUTE_ID_MAX_LENGTH } from "../wire.ts";

/**
 * Room for `-` and the number of a Job, and for `-` and five characters of its pod: Kubernetes cuts what a pod's
 * name is generated from, and the pods of two Jobs could then not be told apart by it.
 */
const SUFFIX_LENGTH = 17;

/** The names of everything that belongs to a pool. */
export interface PoolNames {
  readonly namespace: string;
  /** The `PodPool`. */
  readonly pool: string;
  /** Value of the label that all objects of the pool carry. */
  readonly label: string;
  /** Jobs are named `<podNamePrefix>-<number>`. */
  readonly podNamePrefix: string;
  /** The Service of the open pods, where unrouted requests go. */
  readonly fallbackService: string;
  /** The Service of all pods, the host of the routes. */
  readonly podsService: string;
  /** `<podsService>.<namespace>.svc.<clusterDomain>` */
  readonly podsHost: string;
  /** The same of the fallback Service. */
  readonly fallbackHost: string;
}

/**
 * What the names of the pool's objects begin with. Those of Services have to begin with a letter, and one that
 * ended in `-pods` could be that of another pool: such names get a hash as well, by the dot that no name ends in.
 */
function prefixOf(pool: string): string {
  const name = /^[a-z]/.test(pool) ? pool : `p-${pool}.`;
  return routeIdForJob(name.endsWith("-pods") ? `${name}.` : name, ROUTE_ID_MAX_LENGTH - SUFFIX_LENGTH);
}

/**
 * Derives the names on Kubernetes from the pool's own. A name that is a DNS label and leaves room for the number is kept;
 * others are shortened and get a hash of the whole, so that two pools never share an object.
 */
export function poolNames(namespace: string, pool: string, clusterDomain = "cluster.local"): PoolNames {
  const prefix = prefixOf(pool);
  const podsService = `${prefix}-pods`;
  const hostOf = (service: string): string => `${service}.${namespace}.svc.${clusterDomain}`;
  return {
    namespace,
    pool,
    label: prefix,
    podNamePrefix: prefix,
    fallbackService: prefix,
    podsService,
    podsHost: hostOf(podsService),
    fallbackHost: hostOf(prefix),
  };
}
