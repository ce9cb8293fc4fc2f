/** The forms of configuration values; the patterns of `filterConfigurationSchema` in the routing schema. */
import { find, isAlphanumeric, startsWith } from "../bytes/scan";
import { at, between, end, literal, size, Span } from "../bytes/span";

const WILDCARD = literal("*.");
const TOKEN_PUNCTUATION = literal("!#$%&'*+.^_`|~-");
const QUERY_NAME_PUNCTUATION = literal("_.~-");

/** Printable ASCII without a space at either end, up to `longest` bytes. */
export function isHeaderValue(value: Span, longest: u32): bool {
  if (size(value) == 0 || size(value) > longest) return false;
  if (load<u8>(at(value)) == 0x20 || load<u8>(end(value) - 1) == 0x20) return false;
  for (let cursor = at(value), stop = end(value); cursor < stop; cursor++) {
    const byte = load<u8>(cursor);
    if (byte < 0x20 || byte > 0x7e) return false;
  }
  return true;
}

/** Starts with `/`; printable, no space, no `#`. */
export function isPath(value: Span): bool {
  if (size(value) == 0 || size(value) > 1024 || load<u8>(at(value)) != 0x2f) return false;
  for (let cursor = at(value), stop = end(value); cursor < stop; cursor++) {
    const byte = load<u8>(cursor);
    if (byte < 0x21 || byte > 0x7e || byte == 0x23) return false;
  }
  return true;
}

/** A path without a query. */
export function isPathPrefix(value: Span): bool {
  return isPath(value) && find(at(value), end(value), 0x3f) == end(value);
}

/** A host in lower case, or `*.` and one. */
export function isHost(value: Span): bool {
  if (size(value) > 255) return false;
  const name = startsWith(value, WILDCARD) ? between(at(value) + 2, end(value)) : value;
  if (size(name) == 0) return false;
  const last = end(name) - 1;
  if (!isAlphanumeric(load<u8>(at(name))) || !isAlphanumeric(load<u8>(last))) return false;
  for (let cursor = at(name); cursor < last; cursor++) {
    const byte = load<u8>(cursor);
    if (!isAlphanumeric(byte) && byte != 0x2d && byte != 0x2e) return false;
  }
  return true;
}

/** A token of RFC 9110, the form of cookie names, of up to `longest` bytes; may be empty. */
export function isToken(value: Span, longest: u32): bool {
  return size(value) <= longest && consistsOf(value, TOKEN_PUNCTUATION);
}

/** Characters that need no percent-encoding in a query; may be empty. */
export function isQueryName(value: Span): bool {
  return size(value) <= 64 && consistsOf(value, QUERY_NAME_PUNCTUATION);
}

function consistsOf(value: Span, punctuation: Span): bool {
  for (let cursor = at(value), stop = end(value); cursor < stop; cursor++) {
    const byte = load<u8>(cursor);
    if (isAlphanumeric(byte) || byte - 0x41 < 26) continue;
    let known = false;
    for (let index: u32 = 0; index < size(punctuation); index++) {
      if (load<u8>(at(punctuation) + index) == byte) known = true;
    }
    if (!known) return false;
  }
  return true;
}
