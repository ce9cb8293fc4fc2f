/** How long to wait before a process is started again. */
export interface BackOffOptions {
  /** Before the first restart. */
  readonly initialMs: number;
  /** The longest wait. */
  readonly maximumMs: number;
  /** A process that served this long has recovered: its next restart waits `initialMs` again. */
  readonly recoveredAfterMs: number;
}

/** Kubernetes waits 10 s, doubled up to 6 min, for the next pod of a Job; on a desk, time runs faster. */
export const DEFAULT_BACK_OFF: BackOffOptions = {
  initialMs: 250,
  maximumMs: 15_000,
  recoveredAfterMs: 10_000,
};

/** The wait before the restart after `failures` ends in a row (1 for the first). */
export const backOffMs = (
  failures: number,
  { initialMs, maximumMs }: BackOffOptions = DEFAULT_BACK_OFF,
): number => Math.min(maximumMs, initialMs * 2 ** Math.min(30, Math.max(0, failures - 1)));
