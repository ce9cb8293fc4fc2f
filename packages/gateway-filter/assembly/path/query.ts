/** Reads one parameter in the query of a `:path`. */
import { equal, find, hexadecimal } from "../bytes/scan";
import { at, between, end, NONE, size, span, Span } from "../bytes/span";
import { isPodId } from "../identifiers/names";
import { take } from "../memory/arena";

/** Where the query of the path last scanned begins (after `?`), or its end when it has none. */
export let queryStart: usize = 0;
/** Where that query ends: at `#`, or at the end of the path. */
export let queryEnd: usize = 0;
/** Whether there is a `?`. */
export let hasQuery: bool = false;
/** How often the parameter is in it. */
export let occurrences: u32 = 0;
/** The first occurrence's value, decoded, if it is a pod id; else `NONE`. */
export let wish: Span = NONE;
/** Whether that value stands in the path as it is, under the plain name: routes match what is written. */
export let isLiteral: bool = false;

/** Looks for a parameter in a path; the answers are in this module's variables until the next scan. */
export function scan(path: Span, parameter: Span): void {
  const stop = end(path);
  occurrences = 0;
  wish = NONE;
  isLiteral = false;
  let cursor = at(path);
  while (cursor < stop && load<u8>(cursor) != 0x3f && load<u8>(cursor) != 0x23) cursor++;
  hasQuery = cursor < stop && load<u8>(cursor) == 0x3f;
  queryStart = hasQuery ? cursor + 1 : cursor;
  queryEnd = hasQuery ? find(queryStart, stop, 0x23) : cursor;
  if (queryEnd - queryStart < size(parameter)) return;
  let start = queryStart;
  while (true) {
    const ampersand = find(start, queryEnd, 0x26);
    if (isNamed(start, ampersand, parameter)) note(start, ampersand, parameter);
    if (ampersand == queryEnd) return;
    start = ampersand + 1;
  }
}

function note(start: usize, stop: usize, parameter: Span): void {
  if (occurrences++ > 0) return;
  const equals = find(start, stop, 0x3d);
  if (equals == stop) return;
  const raw = between(equals + 1, stop);
  if (isPodId(raw)) {
    wish = raw;
    isLiteral = <u32>(equals - start) == size(parameter);
  } else if (find(at(raw), stop, 0x25) != stop && size(raw) <= 3 * 253) {
    const decoded = decode(raw);
    if (isPodId(decoded)) wish = decoded;
  }
}

/** Whether a `name=value` between two `&` has the name, percent-encoded or not. */
export function isNamed(start: usize, stop: usize, name: Span): bool {
  const length = size(name);
  if (<u32>(stop - start) < length) return false;
  const after = start + length;
  if (after == stop || load<u8>(after) == 0x3d) {
    if (equal(span(start, length), name)) return true;
  }
  const equals = find(start, stop, 0x3d);
  if (<u32>(equals - start) > 3 * length || find(start, equals, 0x25) == equals) return false;
  return equal(decode(between(start, equals)), name);
}

/** Percent-decoding; what is not a valid escape stays. */
function decode(raw: Span): Span {
  const decoded = take(size(raw));
  let output = decoded;
  for (let cursor = at(raw), stop = end(raw); cursor < stop; cursor++) {
    let byte = load<u8>(cursor);
    if (byte == 0x25 && stop - cursor > 2) {
      const high = hexadecimal(load<u8>(cursor, 1));
      const low = hexadecimal(load<u8>(cursor, 2));
      if (high >= 0 && low >= 0) {
        byte = <u8>((high << 4) | low);
        cursor += 2;
      }
    }
    store<u8>(output++, byte);
  }
  return between(decoded, output);
}
