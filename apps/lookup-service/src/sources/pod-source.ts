import type { FairleadError, ListedPod, LookupPool } from "@fairlead/routing-schema";

/** Why a pod is given to nobody. */
export const UNLISTED_REASONS = [
  "starting",
  "closed",
  "unknown_phase",
  "ended",
  "no_address",
  "no_port",
] as const;

/** What a source has read of a pod's phase, and what follows from it. */
export interface PodPhase {
  readonly podId: string;
  /** Of the pod's Job, however the pool routes. */
  readonly routeId: string;
  /** Revision of the phase that was read; `null` where the pod carries none. */
  readonly phaseRevision: number | null;
  /** `open`: given to new clients; `draining`: to those that name it; `unlisted`: to nobody. */
  readonly state: "open" | "draining" | "unlisted";
  /** `null` for a pod that is listed. */
  readonly unlistedBecause: (typeof UNLISTED_REASONS)[number] | null;
}

/** A pool as a source has it. Never changed: a pool that has changed is another object. */
export interface SourcePool {
  readonly pods: readonly ListedPod[];
  /** The pool's settings, where the source knows them; those of the configuration file come first. */
  readonly settings?: LookupPool;
  /** Why the settings cannot be read at present; the last good ones are above. */
  readonly fault?: FairleadError;
  /** Of every pod of the pool, listed or not; absent where the source knows of no phases. */
  readonly phases?: readonly PodPhase[];
}

/** All pools by name. A source tells the whole state each time, never a difference. */
export type SourcePools = ReadonlyMap<string, SourcePool>;

/** Who listens to a source. */
export interface PodSourceListener {
  /**
   * The source has read its pods; called at least once for each change. `revision`: of what was read, where
   * the source numbers it.
   */
  pods(pools: SourcePools, revision?: number): void;
  /**
   * The source cannot read its pods; what it told last stays in force until it tells again. The same error
   * again: it still cannot.
   */
  fault(error: FairleadError): void;
  /** Something went wrong that the source mends by itself; what it told last is still true. */
  setback(error: FairleadError): void;
}

/** Where the pods come from. */
export interface PodSource {
  /** Short name for logs and metrics: `file`, `kubernetes`, `memory`. */
  readonly kind: string;
  /** Begins to tell. Resolves after the first attempt to read at the latest, whatever its outcome. */
  start(listener: PodSourceListener): Promise<void>;
  /**
   * How long ago the source was last certain to know everything, in ms; absent for sources that cannot be
   * deaf. `Infinity` before the first time.
   */
  ageMs?(): number;
  /** Ends all reading; nothing is told afterwards. */
  stop(): Promise<void>;
}
