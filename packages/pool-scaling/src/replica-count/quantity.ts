import { INT64_MAX } from "./integers.ts";

const MULTIPLIERS: Readonly<Record<string, bigint>> = {
  "": 1_000n,
  k: 1_000_000n,
  M: 1_000_000_000n,
  G: 1_000_000_000_000n,
  T: 1_000_000_000_000_000n,
  P: 1_000_000_000_000_000_000n,
  Ki: 1_000n * 1_024n,
  Mi: 1_000n * 1_024n ** 2n,
  Gi: 1_000n * 1_024n ** 3n,
  Ti: 1_000n * 1_024n ** 4n,
  Pi: 1_000n * 1_024n ** 5n,
};
const QUANTITY = /^(\d{1,19})(?:\.(\d{1,9}))?(m|k|[MGTP]|[KMGTP]i)?$/;

/**
 * Reads a Kubernetes quantity, such as `10`, `1.5`, `500m` or `2Gi`, in milli-units. Parts of a milli-unit
 * are rounded up, and what int64 does not hold is its largest value, as in Kubernetes.
 *
 * @returns undefined where the text is no quantity
 */
export function parseQuantity(text: string): bigint | undefined {
  const match = QUANTITY.exec(text);
  if (match === null) return undefined;
  const [, whole = "0", fraction = "", suffix = ""] = match;
  const scale = 10n ** BigInt(fraction.length);
  const multiplier = suffix === "m" ? 1n : (MULTIPLIERS[suffix] ?? 1n);
  const milli = (BigInt(whole + fraction) * multiplier + scale - 1n) / scale;
  return milli > INT64_MAX ? INT64_MAX : milli;
}

/**
 * Milli-units of a count, rounded to the nearest. Counts up to 10^12 are exact: their milli-units are below
 * 2^53. A workload report holds at most 10^9 clients.
 */
export const toMilli = (count: number): bigint => BigInt(Math.round(count * 1_000));

/** Milli-units as a decimal number without trailing zeros: `20666` is `20.666`. */
export function formatQuantity(milli: bigint): string {
  const sign = milli < 0n ? "-" : "";
  const digits = (milli < 0n ? -milli : milli).toString().padStart(4, "0");
  const fraction = digits.slice(-3).replace(/0+$/, "");
  return `${sign}${digits.slice(0, -3)}${fraction === "" ? "" : `.${fraction}`}`;
}
