import { at, end, size, Span } from "./span";

/** Whether two spans hold the same bytes. */
export function equal(left: Span, right: Span): bool {
  const length = size(left);
  if (length != size(right)) return false;
  return memory.compare(at(left), at(right), length) == 0;
}

/** Whether `bytes` begins with `prefix`. */
export function startsWith(bytes: Span, prefix: Span): bool {
  if (size(bytes) < size(prefix)) return false;
  return memory.compare(at(bytes), at(prefix), size(prefix)) == 0;
}

// @ts-ignore: decorator
@inline
export function lower(byte: u8): u8 {
  return byte - 0x41 < 26 ? byte | 0x20 : byte;
}

/** Whether `bytes` begins with `prefix`, which must be in lower case, whatever the case of `bytes`. */
export function startsWithIgnoringCase(bytes: Span, prefix: Span): bool {
  const length = size(prefix);
  if (size(bytes) < length) return false;
  for (let index: u32 = 0; index < length; index++) {
    if (lower(load<u8>(at(bytes) + index)) != load<u8>(at(prefix) + index)) return false;
  }
  return true;
}

/** The address of the first `byte` in [from, to), or `to`. */
export function find(from: usize, to: usize, byte: u8): usize {
  let cursor = from;
  while (cursor < to && load<u8>(cursor) != byte) cursor++;
  return cursor;
}

// @ts-ignore: decorator
@inline
export function isDigit(byte: u8): bool {
  return byte - 0x30 < 10;
}

/** Lower-case letter or digit: what may open and close a Kubernetes name. */
// @ts-ignore: decorator
@inline
export function isAlphanumeric(byte: u8): bool {
  return byte - 0x61 < 26 || byte - 0x30 < 10;
}

/** The value of a hexadecimal digit, or -1. */
export function hexadecimal(byte: u8): i32 {
  if (byte - 0x30 < 10) return byte - 0x30;
  const letter = byte | 0x20;
  return letter - 0x61 < 6 ? letter - 0x61 + 10 : -1;
}

const LARGEST_INTEGER: u64 = 9007199254740991;

/** The decimal integer below 2^53 that the span is, or -1: no sign, no leading zero, nothing else. */
export function integer(bytes: Span): i64 {
  const length = size(bytes);
  if (length == 0 || length > 16) return -1;
  let cursor = at(bytes);
  if (length > 1 && load<u8>(cursor) == 0x30) return -1;
  let value: u64 = 0;
  for (const stop = end(bytes); cursor < stop; cursor++) {
    const digit = load<u8>(cursor);
    if (!isDigit(digit)) return -1;
    value = value * 10 + (digit - 0x30);
  }
  return value > LARGEST_INTEGER ? -1 : <i64>value;
}

/** FNV-1a over the bytes. */
export function hash(bytes: Span): u32 {
  let value: u32 = 0x811c9dc5;
  for (let cursor = at(bytes), stop = end(bytes); cursor < stop; cursor++) {
    value = (value ^ load<u8>(cursor)) * 0x01000193;
  }
  return value;
}
