/**
 * Serialised header pairs, as the ABI wants them: count, then the sizes of each name and value, then
 * names and values, each closed by a zero byte.
 */
import { equal } from "../bytes/scan";
import { at, NONE, size, span, Span } from "../bytes/span";
import { take } from "../memory/arena";

const MOST_PAIRS: u32 = 8;
const PAIRS = memory.data(8 * 16, 8);
let count: u32 = 0;

/** Starts a new list. */
export function begin(): void {
  count = 0;
}

/** Adds a header. At most eight. */
export function pair(name: Span, value: Span): void {
  if (count == MOST_PAIRS) unreachable();
  store<u64>(PAIRS + count * 16, name);
  store<u64>(PAIRS + count * 16, value, 8);
  count++;
}

/** The list in scratch memory. */
export function serialise(): Span {
  let total: u32 = 4;
  for (let index: u32 = 0; index < count; index++) {
    total += 8 + size(load<u64>(PAIRS + index * 16)) + 1 + size(load<u64>(PAIRS + index * 16, 8)) + 1;
  }
  const start = take(total);
  store<u32>(start, count);
  let sizes = start + 4;
  let texts = sizes + count * 8;
  for (let index: u32 = 0; index < count * 2; index++) {
    const text = load<u64>(PAIRS + index * 8);
    store<u32>(sizes, size(text));
    sizes += 4;
    memory.copy(texts, at(text), size(text));
    store<u8>(texts + size(text), 0);
    texts += size(text) + 1;
  }
  return span(start, total);
}

/** The value of the first header of that name in a serialised list; `NONE` when there is none, or it is empty. */
export function valueIn(list: Span, name: Span): Span {
  if (size(list) < 4) return NONE;
  const listed = load<u32>(at(list));
  let sizes = at(list) + 4;
  let text = sizes + listed * 8;
  for (let index: u32 = 0; index < listed; index++) {
    const nameSize = load<u32>(sizes);
    const valueSize = load<u32>(sizes, 4);
    const value = text + nameSize + 1;
    if (valueSize > 0 && equal(span(text, nameSize), name)) return span(value, valueSize);
    sizes += 8;
    text = value + valueSize + 1;
  }
  return NONE;
}
