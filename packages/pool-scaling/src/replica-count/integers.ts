/** Largest replica count, as in Kubernetes. */
export const INT32_MAX = 2_147_483_647;
/** Largest quantity in milli-units, as in Kubernetes. */
export const INT64_MAX = 9_223_372_036_854_775_807n;

/**
 * A replica count from a double, held within int32. Kubernetes leaves a conversion out of range to the
 * processor, except where it caps explicitly; here every conversion saturates. Not a number becomes 0.
 */
export function toReplicas(value: number): number {
  if (Number.isNaN(value)) return 0;
  return Math.min(INT32_MAX, Math.max(-INT32_MAX - 1, value)) + 0;
}

/** The sum of quantities, held at the largest int64: a sum that wraps around would turn the direction. */
export function sumQuantities(values: Iterable<bigint>): bigint {
  let sum = 0n;
  for (const value of values) sum += value;
  return sum > INT64_MAX ? INT64_MAX : sum;
}

/** Division of natural numbers, rounded up. */
export const divideUp = (dividend: bigint, divisor: bigint): bigint => (dividend + divisor - 1n) / divisor;
