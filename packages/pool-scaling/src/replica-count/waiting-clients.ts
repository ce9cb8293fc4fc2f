import { divideUp, INT32_MAX } from "./integers.ts";
import type { DemandProposal } from "./metric-outcome.ts";
import { toMilli } from "./quantity.ts";

/** Clients that asked for a pod and found none, or none with room. */
export interface WaitingClientsReading {
  readonly waitingClients: number;
  /** Clients that the pods have, in milli-units; 0 where that is not known. */
  readonly clients: bigint;
  /** Clients that a pod should have, in milli-units, above 0. */
  readonly targetPerPod: bigint;
}

/**
 * Replicas for the clients that wait beside those that are there. Never fewer than now: that somebody waits
 * is no reason to remove a pod.
 */
export function proposeForWaitingClients(
  { waitingClients, clients, targetPerPod }: WaitingClientsReading,
  currentReplicas: number,
): DemandProposal {
  const places = toMilli(waitingClients);
  const needed = divideUp(clients + places, targetPerPod);
  const replicas = needed > BigInt(INT32_MAX) ? INT32_MAX : Number(needed);
  return {
    replicas: waitingClients > 0 ? Math.max(currentReplicas, 1, replicas) : currentReplicas,
    reason: "waiting_clients",
    clients,
    places,
    placesPerPod: targetPerPod,
  };
}
