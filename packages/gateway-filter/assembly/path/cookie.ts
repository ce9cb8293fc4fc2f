import { equal, find } from "../bytes/scan";
import { at, between, end, NONE, size, span, Span } from "../bytes/span";

/** The value of the first cookie of that name in a `cookie` header (RFC 6265 section 4.2), or `NONE`. Quotes around it are dropped. */
export function cookieValue(header: Span, name: Span): Span {
  const length = size(name);
  const stop = end(header);
  for (let start = at(header); start < stop; ) {
    const semicolon = find(start, stop, 0x3b);
    while (start < semicolon && isBlank(load<u8>(start))) start++;
    if (<u32>(semicolon - start) > length && load<u8>(start + length) == 0x3d && equal(span(start, length), name)) {
      return trim(start + length + 1, semicolon);
    }
    start = semicolon + 1;
  }
  return NONE;
}

// @ts-ignore: decorator
@inline
function isBlank(byte: u8): bool {
  return byte == 0x20 || byte == 0x09;
}

function trim(from: usize, to: usize): Span {
  while (to > from && isBlank(load<u8>(to - 1))) to--;
  if (to - from >= 2 && load<u8>(from) == 0x22 && load<u8>(to - 1) == 0x22) return between(from + 1, to - 1);
  return between(from, to);
}
