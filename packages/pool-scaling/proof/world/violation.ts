/** An invariant that does not hold. */
export class Violation extends Error {
  override readonly name = "Violation";
  readonly invariant: Invariant;

  constructor(invariant: Invariant, detail: string) {
    super(`${invariant}: ${detail}`);
    this.invariant = invariant;
  }
}

/** What must always hold, or hold in the end. */
export const INVARIANTS = {
  "client-kept": "No pod is deleted that has a client.",
  "nobody-on-the-way": "No pod is deleted while a client is on its way to it.",
  unreachable: "No pod is deleted that could still be given to a client.",
  "read-by-itself":
    "No pod is deleted that the controller itself did not find empty, after the second lease.",
  "nothing-left": "No Job is deleted while its route or its subset is written.",
  "right-job": "No Job is deleted but the one that was looked at.",
  "withheld-before-route": "No pod is closed, and no route removed, before the pod stops being given out.",
  "route-before-subset": "No subset is removed before its route is gone at every gateway.",
  "subset-before-route": "No route is written before its subset.",
  "open-when-routed": "No pod is opened before it is ready and every gateway leads to it.",
  "fresh-evidence": "No pod is closed on a report that is too old, or from before the lease was over.",
  "upper-bound": "There are never more replicas than the maximum, and the surge while the template changes.",
  "lower-bound": "No victim is taken below the wanted number.",
  "start-limit": "There are never more pods starting than may start.",
  blind: "Who is blind removes nothing.",
  "undo-first": "No pod is started while a draining one can be opened again.",
  "back-off":
    "After a failed start the next one waits, after a pod that served and ended well it does not; a pod that crashed waits before it is opened.",
  "at-once":
    "A pod whose Job has finished drains with the next plan; once its processes have ended, it waits for nothing but its route.",
  "finished-for-good": "No pod whose Job has finished is opened, brought back or chosen as a victim.",
  settles: "A world that stops changing reaches what is wanted.",
  "nothing-more": "In a settled world nothing is left to do.",
} as const;

/** The name of an invariant. */
export type Invariant = keyof typeof INVARIANTS;

/** Throws when an invariant does not hold. */
export function demand(holds: boolean, invariant: Invariant, detail: string): void {
  if (!holds) throw new Violation(invariant, detail);
}
