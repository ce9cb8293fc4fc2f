import { integer } from "../bytes/scan";
import { Span } from "../bytes/span";

/** A `:status` as a number; 0 when it is none. */
export function readStatus(value: Span): u32 {
  const status = integer(value);
  return status < 100 || status > 999 ? 0 : <u32>status;
}
