import { usageError } from "./usage-error.ts";

/** What numbers an option takes. */
export interface NumberForm {
  /** As in `--pods`. */
  readonly name: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly integer: boolean;
}

/**
 * Reads a number in decimal digits.
 *
 * @throws FairleadError `usage_invalid`
 */
export function parseNumber(text: string, { name, minimum, maximum, integer }: NumberForm): number {
  const value = Number(text);
  const digits = integer ? /^\d+$/ : /^\d+(?:\.\d+)?$/;
  if (digits.test(text) && value >= minimum && value <= maximum) return value;
  const kind = integer ? "a whole number" : "a number";
  throw usageError(`${name} takes ${kind} from ${minimum} to ${maximum}, not "${text}".`);
}
