/** The forms of docs/protocol.md, "Identifiers". Nothing outside them is ever written into a request. */
import { find, isAlphanumeric } from "../bytes/scan";
import { at, between, end, size, Span } from "../bytes/span";
import { POD_ID_MAX_LENGTH, ROUTE_ID_MAX_LENGTH } from "../generated/wire";

export const LONGEST_POD_ID: u32 = POD_ID_MAX_LENGTH;
export const LONGEST_ROUTE_ID: u32 = ROUTE_ID_MAX_LENGTH;
const LONGEST_POOL_NAME: u32 = 63 + 1 + 253;

/** Whether the bytes are a pod id: 1 to 253 of `a-z 0-9 . -`, alphanumeric at both ends. */
export function isPodId(bytes: Span): bool {
  return isName(bytes, LONGEST_POD_ID, true);
}

/** Whether the bytes are a route id: 1 to 63 of `a-z 0-9 -`, alphanumeric at both ends. */
export function isRouteId(bytes: Span): bool {
  return isName(bytes, LONGEST_ROUTE_ID, false);
}

/** Whether the bytes are `<namespace>/<name>`: a DNS label, and labels joined by dots. */
export function isPoolName(bytes: Span): bool {
  if (size(bytes) > LONGEST_POOL_NAME) return false;
  const stop = end(bytes);
  let cursor = find(at(bytes), stop, 0x2f);
  if (cursor == stop || !isRouteId(between(at(bytes), cursor))) return false;
  while (cursor != stop) {
    const start = cursor + 1;
    cursor = find(start, stop, 0x2e);
    if (!isRouteId(between(start, cursor))) return false;
  }
  return true;
}

function isName(bytes: Span, longest: u32, dots: bool): bool {
  const length = size(bytes);
  if (length == 0 || length > longest) return false;
  const start = at(bytes);
  const last = start + length - 1;
  if (!isAlphanumeric(load<u8>(start)) || !isAlphanumeric(load<u8>(last))) return false;
  for (let cursor = start; cursor < last; cursor++) {
    const byte = load<u8>(cursor);
    if (!isAlphanumeric(byte) && byte != 0x2d && !(dots && byte == 0x2e)) return false;
  }
  return true;
}
