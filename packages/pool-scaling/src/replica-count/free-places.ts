import { divideUp, INT32_MAX } from "./integers.ts";
import type { DemandProposal, MetricFailure } from "./metric-outcome.ts";

/** How many places stay free for clients to come. Of both the one that asks for more pods holds. */
export interface FreePlacesTarget {
  readonly places?: number | undefined;
  /** Share of all places, below 100. */
  readonly percent?: number | undefined;
}

/** What the pods hold and take, in milli-units. */
export interface PlacesReading {
  /** Clients of the pods that count and have said, added up. */
  readonly clients: bigint;
  /** Pods that are in `clients`. */
  readonly reportingPods: number;
  /** Pods that count and have not said how many clients they have. */
  readonly silentPods: number;
  /** Capacity of the pods that count and have said it, added up. */
  readonly capacity: bigint;
  /** Pods that are in `capacity`. */
  readonly limitedPods: number;
  /** Places of a pod where none has said its capacity. */
  readonly defaultCapacity: bigint;
}

/** Clients of all pods; a silent pod is taken to have as many as the others on average. */
export const countClients = ({ clients, reportingPods, silentPods }: PlacesReading): bigint =>
  reportingPods === 0 ? 0n : clients + divideUp(clients * BigInt(silentPods), BigInt(reportingPods));

/** Places of a pod: the average capacity, rounded down. */
function placesOfPod({ capacity, limitedPods, defaultCapacity }: PlacesReading): bigint {
  if (limitedPods === 0) return defaultCapacity;
  const average = capacity / BigInt(limitedPods);
  return average > 0n ? average : 1n;
}

/** Hundredths of a per cent, so that fractions of one are exact. */
const WHOLE = 10_000n;

/**
 * Replicas that leave the free places. With `p` per cent of all places free, the clients take `100 - p`; so
 * without clients a share asks for nothing, and a number of places still does.
 */
export function proposeForFreePlaces(
  { places = 0, percent = 0 }: FreePlacesTarget,
  reading: PlacesReading | MetricFailure,
): DemandProposal | MetricFailure {
  if ("failure" in reading) return reading;
  const clients = countClients(reading);
  const placesPerPod = placesOfPod(reading);
  const taken = WHOLE - BigInt(Math.round(Math.min(percent, 99) * 100));
  const freeByShare = divideUp(clients * WHOLE, taken) - clients;
  const freeByNumber = BigInt(Math.ceil(places)) * 1_000n;
  const free = freeByShare > freeByNumber ? freeByShare : freeByNumber;
  const replicas = divideUp(clients + free, placesPerPod);
  return {
    replicas: replicas > BigInt(INT32_MAX) ? INT32_MAX : Number(replicas),
    reason: "free_places",
    clients,
    places: free,
    placesPerPod,
  };
}
