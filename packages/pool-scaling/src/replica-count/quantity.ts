import { INT64_MAX } from "./integers.ts";

const MULTIPLIERS: Readonly<Record<string, bigint>> = {
  "": 1_000n,
  n: 1_000n,
  u: 1_000n,
  m: 1_000n,
  k: 1_000_000n,
  M: 1_000_000_000n,
  G: 1_000_000_000_000n,
  T: 1_000_000_000_000_000n,
  P: 1_000_000_000_000_000_000n,
  E: 1_000_000_000_000_000_000_000n,
  Ki: 1_000n * 1_024n,
  Mi: 1_000n * 1_024n ** 2n,
  Gi: 1_000n * 1_024n ** 3n,
  Ti: 1_000n * 1_024n ** 4n,
  Pi: 1_000n * 1_024n ** 5n,
  Ei: 1_000n * 1_024n ** 6n,
};
const DIVISORS: Readonly<Record<string, bigint>> = { n: 1_000_000_000n, u: 1_000_000n, m: 1_000n };
const QUANTITY = /^(\d{1,19})(?:\.(\d{1,9}))?(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d{1,2}))?$/;

/**
 * Reads a Kubernetes quantity that is not negative, such as `10`, `1.5`, `500m`, `2Gi`, `1e3` or, as metrics have it,
 * `317n`, in milli-units. Parts of a milli-unit are rounded up, and what int64 does not hold is its largest value, as in
 * Kubernetes.
 *
 * @returns undefined where the text is no such quantity
 */
export function parseQuantity(text: string): bigint | undefined {
  const match = QUANTITY.exec(text);
  if (match === null) return undefined;
  const [, whole = "0", fraction = "", suffix = "", exponentText = "0"] = match;
  const exponent = Number(exponentText);
  const multiplier = (MULTIPLIERS[suffix] ?? 1n) * 10n ** BigInt(Math.max(exponent, 0));
  const divisor = (DIVISORS[suffix] ?? 1n) * 10n ** BigInt(fraction.length + Math.max(-exponent, 0));
  const milli = (BigInt(whole + fraction) * multiplier + divisor - 1n) / divisor;
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
