import { divideUp, INT32_MAX, sumQuantities } from "./integers.ts";
import type { DemandProposal, MetricFailure } from "./metric-outcome.ts";

/** How many places stay free for clients to come. */
export type FreePlacesTarget =
  | { readonly type: "Places"; readonly value: number }
  | { readonly type: "Percent"; readonly value: number };

/** What the pods hold and take, in milli-units. */
export interface PlacesReading {
  /** Clients of every pod that counts and has said. */
  readonly clients: ReadonlyMap<string, bigint>;
  /** Capacity of every pod that counts and has said. */
  readonly capacities: ReadonlyMap<string, bigint>;
  /** Pods that count and have not said how many clients they have. */
  readonly silentPods: number;
  /** Places of a pod where none has said its capacity. */
  readonly defaultCapacity: bigint;
}

/** Clients of all pods; a silent pod is taken to have as many as the others on average. */
export function countClients({ clients, silentPods }: PlacesReading): bigint {
  const known = sumQuantities(clients.values());
  return clients.size === 0 ? 0n : known + divideUp(known * BigInt(silentPods), BigInt(clients.size));
}

/** Places of a pod: the average capacity, rounded down. */
export function placesOfPod({ capacities, defaultCapacity }: PlacesReading): bigint {
  if (capacities.size === 0) return defaultCapacity;
  const average = sumQuantities(capacities.values()) / BigInt(capacities.size);
  return average > 0n ? average : 1n;
}

const toCount = (replicas: bigint): number => (replicas > BigInt(INT32_MAX) ? INT32_MAX : Number(replicas));

/**
 * Replicas that leave the free places. `Places` is a number of them; `Percent` a share of all places, so that
 * without clients it asks for nothing. With `p` per cent free, the clients take `100 - p`.
 */
export function proposeForFreePlaces(
  target: FreePlacesTarget,
  reading: PlacesReading | MetricFailure,
): DemandProposal | MetricFailure {
  if ("failure" in reading) return reading;
  const clients = countClients(reading);
  const placesPerPod = placesOfPod(reading);
  if (target.type === "Places") {
    const places = BigInt(Math.ceil(target.value)) * 1_000n;
    const replicas = toCount(divideUp(clients + places, placesPerPod));
    return { replicas, reason: "free_places", clients, places, placesPerPod };
  }
  // Hundredths of a per cent, so that fractions of one are exact.
  const taken = BigInt(Math.round((100 - Math.min(target.value, 99)) * 100));
  const needed = divideUp(clients * 10_000n, taken);
  const replicas = toCount(divideUp(needed, placesPerPod));
  return { replicas, reason: "free_places", clients, places: needed - clients, placesPerPod };
}
