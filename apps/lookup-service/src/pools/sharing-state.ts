import type { FairleadError } from "@fairlead/routing-schema";

/** How the sharing of picks between replicas does. */
export interface SharingState {
  readonly isConnected: boolean;
  /** Why picks are not shared at present; `undefined` while they are, and before the first attempt. */
  readonly fault: FairleadError | undefined;
  /** Other replicas that told of picks since a moment. */
  replicasSince(sinceMs: number): number;
}
