/** Which pool a request belongs to: the first of `routes` that matches its host and path. */
import { find, lower, startsWith } from "../bytes/scan";
import { at, between, end, NONE, size, Span } from "../bytes/span";
import { Configuration } from "../config/configuration";

/** Address of the pool of the first route that matches, or 0. */
export function matchRoute(configuration: Configuration, authority: Span, path: Span): usize {
  const host = withoutPort(authority);
  for (let index: u32 = 0; index < configuration.routeCount; index++) {
    const route = configuration.route(index);
    if (route.pathPrefix != NONE && !startsWith(path, route.pathPrefix)) continue;
    if (route.host != NONE && !matchesHost(host, route.host)) continue;
    return route.target;
  }
  return 0;
}

function withoutPort(authority: Span): Span {
  if (size(authority) > 0 && load<u8>(at(authority)) == 0x5b) return authority;
  return between(at(authority), find(at(authority), end(authority), 0x3a));
}

/** `*.example.com` stands for any host below example.com, not for itself. */
function matchesHost(host: Span, pattern: Span): bool {
  if (load<u8>(at(pattern)) != 0x2a) return equalIgnoringCase(host, pattern);
  const suffix = between(at(pattern) + 1, end(pattern));
  if (size(host) <= size(suffix)) return false;
  return equalIgnoringCase(between(end(host) - size(suffix), end(host)), suffix);
}

/** `expected` is in lower case. */
function equalIgnoringCase(bytes: Span, expected: Span): bool {
  if (size(bytes) != size(expected)) return false;
  for (let index: u32 = 0; index < size(bytes); index++) {
    if (lower(load<u8>(at(bytes) + index)) != load<u8>(at(expected) + index)) return false;
  }
  return true;
}
