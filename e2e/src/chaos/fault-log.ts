/** Kinds of faults that are done to a run. */
export const FAULT_KINDS = [
  "pod killed",
  "pod stopped",
  "scaler killed",
  "lookup service killed",
  "lookup service stopped",
  "Envoy killed",
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** A fault that was done. */
export interface Fault {
  readonly kind: FaultKind;
  readonly atMs: number;
  /** The pod, for faults of pods. */
  readonly podId?: string;
}

/** Whose doing an end is: a fault's, or `undefined` for nobody's, which makes it Fairlead's. */
export type Cause = "pod killed" | "Envoy killed" | undefined;

/** What was done, and what follows from it. */
export interface FaultLog {
  add(fault: Fault): void;
  /** A new Envoy serves. */
  envoyServes(atMs: number): void;
  all(): readonly Fault[];
  /** Why a session ended that was opened at a pod and ended at a time, by none of both sides' will. */
  causeOfEnd(session: { readonly podId: string; readonly fromMs: number; readonly toMs: number }): Cause;
  /** Why a request had no good answer. `podId`: the pod that the gateway had chosen, where it said so. */
  causeOfFailure(request: {
    readonly podId: string | undefined;
    readonly fromMs: number;
    readonly toMs: number;
  }): Cause;
}

/** How long after its death a pod may still be chosen: the gateway has to hear of it first. */
export const POD_DEATH_NOTICE_MS = 5_000;
/** A process that was killed takes connections for a moment; one that is told to serve may refuse for another. */
const SLACK_MS = 1_000;

/**
 * Remembers the faults. The death of a pod explains its own sessions and the requests that were led to it;
 * the death of Envoy explains all sessions that went through it, and all requests until the next one serves.
 * Nothing else ends a session or a request.
 */
export function createFaultLog(): FaultLog {
  const faults: Fault[] = [];
  const outages: { readonly fromMs: number; toMs: number }[] = [];
  const overlaps = (fromMs: number, toMs: number): boolean =>
    outages.some((outage) => outage.fromMs <= toMs && fromMs <= outage.toMs + SLACK_MS);
  const pods = (): Fault[] => faults.filter(({ kind }) => kind === "pod killed");
  const killedAt = (podId: string): number | undefined => pods().find((fault) => fault.podId === podId)?.atMs;
  return {
    add(fault) {
      faults.push(fault);
      if (fault.kind === "Envoy killed") outages.push({ fromMs: fault.atMs, toMs: Infinity });
    },
    envoyServes(atMs) {
      for (const outage of outages) outage.toMs = Math.min(outage.toMs, atMs);
    },
    all: () => faults,
    causeOfEnd({ fromMs, podId, toMs }) {
      const killed = killedAt(podId);
      if (killed !== undefined && killed <= toMs) return "pod killed";
      const envoyDied = outages.some((outage) => fromMs <= outage.fromMs && outage.fromMs <= toMs);
      return envoyDied ? "Envoy killed" : undefined;
    },
    causeOfFailure({ fromMs, podId, toMs }) {
      if (overlaps(fromMs, toMs)) return "Envoy killed";
      // Of a request that was led nowhere nobody says which pod had it when a pod died under it.
      if (podId === undefined)
        return pods().some(({ atMs }) => fromMs <= atMs + SLACK_MS && atMs <= toMs)
          ? "pod killed"
          : undefined;
      const killed = killedAt(podId);
      const isRecent = killed !== undefined && killed <= toMs && fromMs <= killed + POD_DEATH_NOTICE_MS;
      return isRecent ? "pod killed" : undefined;
    },
  };
}
