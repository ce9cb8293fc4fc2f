import { usageError } from "./usage-error.ts";

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Longest wait that a timer of Node.js holds. */
const MAXIMUM_MS = 2_147_483_647;

/**
 * Reads a duration such as `500ms`, `20s`, `1.5m` or `2h`; gives milliseconds.
 *
 * @throws FairleadError `usage_invalid`
 */
export function parseDuration(text: string, name: string): number {
  const [, digits, unit = ""] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  const value = Number(digits) * (MILLISECONDS[unit] ?? NaN);
  if (value > 0 && value <= MAXIMUM_MS) return value;
  throw usageError(`${name} takes a duration such as 500ms, 20s, 1.5m or 2h, not "${text}".`);
}
