/** What decides how long a pause is. */
export interface BackOff {
  readonly backOffBaseMs: number;
  readonly backOffMaxMs: number;
}

/** The pause after the nth failure in a row: it doubles each time, up to the longest. */
export function backOffMs(failures: number, { backOffBaseMs, backOffMaxMs }: BackOff): number {
  if (failures <= 0) return 0;
  // 2^52 exceeds every pause; a larger exponent would only lose precision.
  return Math.min(backOffMaxMs, backOffBaseMs * 2 ** Math.min(failures - 1, 52));
}
