/** How the pickers learn of the pods. */
export type Knowledge = "own-reports" | "snapshot";

/** One case of the simulation. */
export interface Scenario {
  readonly pods: number;
  readonly pickers: number;
  /** Time between two reports of a pod, and between two snapshots of a picker. */
  readonly reportIntervalMs: number;
  /** `own-reports`: each picker collects for itself. `snapshot`: one service collects, and is told the picks. */
  readonly knowledge: Knowledge;
  readonly durationMs: number;
  readonly seed: number;
}

/** Where measuring begins, so that the start does not count. */
export const WARM_UP_MS = 10_000;
/** A pod is asked at one moment and its answer is there this much later. */
export const REPORT_LATENCY_MS = 20;
/** A client is connected this long after its pick, at least and at most. */
export const CONNECT_MS = [5, 50] as const;
/** Mean length of a session; lengths are exponential. */
export const SESSION_MS = 20_000;
/** Single clients that come to each pod a second, on average. */
export const BACKGROUND_PER_POD_PER_SECOND = 0.5;
/** Every this long a burst comes: this many clients a pod, within this time. */
export const BURST_EVERY_MS = 7_300;
export const BURST_CLIENTS_PER_POD = 15;
export const BURST_LENGTH_MS = 150;
/** Every this long a pod restarts: it is empty, and its clients come back at once. */
export const RESTART_EVERY_MS = 11_900;
/** Loads are compared every this long. */
export const SAMPLE_EVERY_MS = 50;

/** The cases, small pools first. */
export function scenarios({ smoke }: { smoke: boolean }): Scenario[] {
  const cases: Scenario[] = [];
  for (const knowledge of ["own-reports", "snapshot"] as const) {
    for (const pods of smoke ? [5] : [5, 100]) {
      for (const reportIntervalMs of smoke ? [1_000] : [100, 1_000, 5_000]) {
        for (const pickers of smoke ? [1, 8] : [1, 2, 4, 8]) {
          const durationMs = pods > 5 ? 40_000 : smoke ? 25_000 : 120_000;
          cases.push({ pods, pickers, reportIntervalMs, knowledge, durationMs, seed: 1 });
        }
      }
    }
  }
  return cases;
}
