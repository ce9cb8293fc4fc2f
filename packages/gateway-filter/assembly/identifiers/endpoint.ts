/** Endpoints as of docs/protocol.md: `ip:port`, IPv6 as `[ip]:port`, lists joined by commas. */
import { find, hexadecimal, integer } from "../bytes/scan";
import { at, between, end, size, Span } from "../bytes/span";

/** Longest endpoint: `[` 45 characters of IPv6 `]:65535`. */
export const LONGEST_ENDPOINT: u32 = 53;
/** Longest list that is accepted; a list names the best few pods. */
export const LONGEST_ENDPOINT_LIST: u32 = 4096;

export function isEndpoint(bytes: Span): bool {
  const start = at(bytes);
  const stop = end(bytes);
  if (size(bytes) == 0 || size(bytes) > LONGEST_ENDPOINT) return false;
  if (load<u8>(start) == 0x5b) {
    const close = find(start, stop, 0x5d);
    if (close == stop || close + 1 == stop || load<u8>(close, 1) != 0x3a) return false;
    return isIpv6(start + 1, close) && isPort(close + 2, stop);
  }
  const colon = find(start, stop, 0x3a);
  return colon != stop && isIpv4(start, colon) && isPort(colon + 1, stop);
}

/** Whether the bytes are one or more endpoints joined by commas, without spaces. */
export function isEndpointList(bytes: Span): bool {
  if (size(bytes) > LONGEST_ENDPOINT_LIST) return false;
  let start = at(bytes);
  const stop = end(bytes);
  while (true) {
    const comma = find(start, stop, 0x2c);
    if (!isEndpoint(between(start, comma))) return false;
    if (comma == stop) return true;
    start = comma + 1;
  }
}

function isPort(start: usize, stop: usize): bool {
  const port = integer(between(start, stop));
  return port >= 1 && port <= 65535;
}

function isIpv4(start: usize, stop: usize): bool {
  let parts = 0;
  let from = start;
  while (true) {
    const dot = find(from, stop, 0x2e);
    const value = integer(between(from, dot));
    if (value < 0 || value > 255) return false;
    parts++;
    if (dot == stop) return parts == 4;
    from = dot + 1;
  }
}

/** RFC 4291 section 2.2: eight groups, at most one `::`, an IPv4 address as the last two groups. */
function isIpv6(start: usize, stop: usize): bool {
  let groups = 0;
  let elided = false;
  let cursor = start;
  if (stop - start < 2) return false;
  if (load<u8>(cursor) == 0x3a) {
    if (load<u8>(cursor, 1) != 0x3a) return false;
    elided = true;
    cursor += 2;
  }
  while (cursor < stop) {
    const colon = find(cursor, stop, 0x3a);
    if (colon == stop && find(cursor, stop, 0x2e) != stop) {
      if (!isIpv4(cursor, stop)) return false;
      groups += 2;
      break;
    }
    if (!isGroup(cursor, colon)) return false;
    groups++;
    if (colon == stop) break;
    cursor = colon + 1;
    if (cursor == stop) return false;
    if (load<u8>(cursor) == 0x3a) {
      if (elided) return false;
      elided = true;
      cursor++;
    }
  }
  return elided ? groups <= 7 : groups == 8;
}

function isGroup(start: usize, stop: usize): bool {
  if (stop == start || stop - start > 4) return false;
  for (let cursor = start; cursor < stop; cursor++) {
    if (hexadecimal(load<u8>(cursor)) < 0) return false;
  }
  return true;
}
