/** How long leadership lasts. The defaults are client-go's for core components. */
export interface ElectionTiming {
  /** Others wait so long after the last sign of life before they take over. Default 15,000. */
  readonly leaseDurationMs: number;
  /** A leader that could not renew for so long leads no more. Default 10,000. */
  readonly renewDeadlineMs: number;
  /** Between two tries. Default 2,000. */
  readonly retryPeriodMs: number;
}

/** The defaults. */
export const DEFAULT_TIMING: ElectionTiming = {
  leaseDurationMs: 15_000,
  renewDeadlineMs: 10_000,
  retryPeriodMs: 2_000,
};

/** Tries to take over are stretched by up to this part, so that candidates do not come at the same time. */
export const RETRY_JITTER = 1.2;

/**
 * Holds timings against the conditions under which there is one leader at most.
 *
 * @throws RangeError
 */
export function checkTiming({ leaseDurationMs, renewDeadlineMs, retryPeriodMs }: ElectionTiming): void {
  if (leaseDurationMs % 1_000 !== 0 || leaseDurationMs < 1_000) {
    throw new RangeError(
      `leaseDurationMs is ${leaseDurationMs}; a Lease holds whole seconds, at least one. Use 1000, 2000 …`,
    );
  }
  if (renewDeadlineMs >= leaseDurationMs) {
    throw new RangeError(
      `renewDeadlineMs (${renewDeadlineMs}) must be less than leaseDurationMs (${leaseDurationMs}): a leader has to stop before another one begins.`,
    );
  }
  if (renewDeadlineMs <= RETRY_JITTER * retryPeriodMs) {
    throw new RangeError(
      `renewDeadlineMs (${renewDeadlineMs}) must be more than ${RETRY_JITTER} times retryPeriodMs (${retryPeriodMs}): a leader needs time for a second try.`,
    );
  }
  if (retryPeriodMs <= 0) throw new RangeError(`retryPeriodMs is ${retryPeriodMs}; it must be more than 0.`);
}
