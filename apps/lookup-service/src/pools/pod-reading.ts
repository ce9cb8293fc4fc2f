/** Why a workload report could not be taken from a pod. */
export const COLLECTION_CAUSES = [
  "connect",
  "reset",
  "timeout",
  "status",
  "content_type",
  "too_large",
  "malformed",
  "invalid",
  "wrong_pod",
  "other",
] as const;

/** One of {@link COLLECTION_CAUSES}. */
export type CollectionCause = (typeof COLLECTION_CAUSES)[number];

/** How the last reading of a pod's workload went. */
export interface PodReading {
  /** Failures since the last success. */
  failures: number;
  /** The last failure; `undefined` after a success. */
  fault: { readonly cause: CollectionCause; readonly detail: string } | undefined;
  /** Whether it takes new clients, by its own last report; `undefined` before the first. */
  says: "open" | "draining" | undefined;
}
