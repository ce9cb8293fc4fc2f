import { usageError } from "./usage-error.ts";

/** With the number of the Job and the suffix of the pod it stays a DNS label. */
const MAX_LENGTH = 50;

/**
 * Reads the name of a pool.
 *
 * @throws FairleadError `usage_invalid`
 */
export function parseName(text: string): string {
  if (text.length <= MAX_LENGTH && /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(text)) return text;
  throw usageError(
    `--name takes up to ${MAX_LENGTH} characters a-z, 0-9 and -, beginning and ending with a letter or digit, not "${text}".`,
  );
}
