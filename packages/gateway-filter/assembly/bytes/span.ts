/**
 * Pointer (upper half) and size (lower half) of some bytes, in one integer: a function returns both
 * without allocating. `NONE` (pointer 0) means "there is none", which differs from an empty span.
 */
export type Span = u64;

export const NONE: Span = 0;

// @ts-ignore: decorator
@inline
export function span(pointer: usize, size: u32): Span {
  return ((<u64>pointer) << 32) | (<u64>size);
}

/** The bytes in [start, stop). */
// @ts-ignore: decorator
@inline
export function between(start: usize, stop: usize): Span {
  return ((<u64>start) << 32) | (<u64>(stop - start));
}

// @ts-ignore: decorator
@inline
export function at(bytes: Span): usize {
  return <usize>(bytes >> 32);
}

// @ts-ignore: decorator
@inline
export function size(bytes: Span): u32 {
  return <u32>bytes;
}

/** One past the last byte. */
// @ts-ignore: decorator
@inline
export function end(bytes: Span): usize {
  return at(bytes) + size(bytes);
}

/** The ASCII bytes of a string constant, copied once. For use at module start only: they are never released. */
export function literal(text: string): Span {
  const length = <u32>text.length;
  const pointer = heap.alloc(max(length, 1));
  for (let index: u32 = 0; index < length; index++) {
    store<u8>(pointer + index, <u8>text.charCodeAt(index));
  }
  return span(pointer, length);
}
