/** How an Envoy that crashed is started again. */
export interface RestartOptions {
  /** The pause before the first try; it doubles with each end or failed start in a row. Default 100. */
  readonly initialMs?: number | undefined;
  /** The longest pause. An Envoy that served this long has recovered. Default 5,000. */
  readonly maximumMs?: number | undefined;
}

/** {@link RestartOptions} with every value. */
export type RestartPauses = { readonly [Key in keyof RestartOptions]-?: number };

/** Fills in the defaults. */
export const restartPauses = ({ initialMs = 100, maximumMs = 5_000 }: RestartOptions): RestartPauses => ({
  initialMs,
  maximumMs,
});

/** The pause after `failures` ends in a row (1 for the first). */
export const restartPauseMs = ({ initialMs, maximumMs }: RestartPauses, failures: number): number =>
  Math.min(maximumMs, initialMs * 2 ** Math.min(30, failures - 1));
