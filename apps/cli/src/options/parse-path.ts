import { usageError } from "./usage-error.ts";

/**
 * Reads a path of a URL, with or without query.
 *
 * @throws FairleadError `usage_invalid`
 */
export function parsePath(text: string, name: string): string {
  if (/^\/[\x21\x22\x24-\x7e]*$/.test(text)) return text;
  throw usageError(`${name} takes a path that starts with / and has no spaces and no #, not "${text}".`);
}
