import { find } from "../bytes/scan";
import { at, end, size, span, Span } from "../bytes/span";
import { take } from "../memory/arena";
import { hasQuery, isNamed, occurrences, queryEnd, queryStart } from "./query";

/**
 * The path that was scanned last, with the parameter once, at the end of the query, set to `value`. All
 * other bytes stay. In scratch memory.
 */
export function edit(path: Span, parameter: Span, value: Span): Span {
  const start = take(size(path) + size(parameter) + size(value) + 2);
  let output = append(start, at(path), queryStart);
  if (!hasQuery) store<u8>(output++, 0x3f);
  const query = output;
  output = occurrences > 0 ? appendOthers(output, parameter) : append(output, queryStart, queryEnd);
  if (output > query) store<u8>(output++, 0x26);
  output = append(output, at(parameter), end(parameter));
  store<u8>(output++, 0x3d);
  output = append(output, at(value), end(value));
  output = append(output, queryEnd, end(path));
  return span(start, <u32>(output - start));
}

// @ts-ignore: decorator
@inline
function append(output: usize, from: usize, to: usize): usize {
  memory.copy(output, from, to - from);
  return output + (to - from);
}

/** Copies the parts of the query that are not the parameter, with their separators. */
function appendOthers(output: usize, parameter: Span): usize {
  let isFirst = true;
  let start = queryStart;
  while (true) {
    const ampersand = find(start, queryEnd, 0x26);
    if (!isNamed(start, ampersand, parameter)) {
      if (!isFirst) store<u8>(output++, 0x26);
      isFirst = false;
      output = append(output, start, ampersand);
    }
    if (ampersand == queryEnd) return output;
    start = ampersand + 1;
  }
}
