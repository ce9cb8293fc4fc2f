/**
 * Text built byte by byte in scratch memory: `open(most)`, then any of the writing functions, then
 * `close()`. One text at a time. Whoever opens says how long it can get; what does not fit is cut.
 */
import { take } from "../memory/arena";
import { at, size, span, Span } from "./span";

let start: usize = 0;
let cursor: usize = 0;
let limit: usize = 0;

export function open(mostBytes: u32): void {
  start = take(mostBytes);
  cursor = start;
  limit = start + mostBytes;
}

export function byte(value: u8): void {
  if (cursor < limit) store<u8>(cursor++, value);
}

export function bytes(text: Span): void {
  const length = min(size(text), <u32>(limit - cursor));
  memory.copy(cursor, at(text), length);
  cursor += length;
}

export function integer(value: i64): void {
  if (value < 0) {
    byte(0x2d);
    value = -value;
  }
  let digits: u32 = 1;
  for (let rest = value; rest >= 10; rest /= 10) digits++;
  if (<u32>(limit - cursor) < digits) return;
  cursor += digits;
  for (let place = cursor - 1; digits > 0; digits--, place--) {
    store<u8>(place, <u8>(0x30 + (value % 10)));
    value /= 10;
  }
}

/** Bytes written since `open`. */
export function written(): u32 {
  return <u32>(cursor - start);
}

/** Takes back what was written after the first `length` bytes. */
export function truncate(length: u32): void {
  cursor = start + length;
}

export function close(): Span {
  return span(start, <u32>(cursor - start));
}
