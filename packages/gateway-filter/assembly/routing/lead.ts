/** Writes the chosen pod into the request of the effective context. */
import { NONE, Span } from "../bytes/span";
import { equal } from "../bytes/scan";
import { Configuration } from "../config/configuration";
import * as headers from "../host/headers";
import { edit } from "../path/edit";
import * as query from "../path/query";
import { ENDPOINT, POD } from "./internal-headers";
import { PATH } from "./names";

/**
 * `path` is the one scanned last; `NONE` for header-only routing. A path that names the pod already, once
 * and as the routes will read it, stays as it is.
 */
export function lead(configuration: Configuration, podId: Span, routeId: Span, endpoints: Span, path: Span): void {
  set(POD, routeId);
  set(ENDPOINT, endpoints);
  if (path == NONE) return;
  if (query.isLiteral && query.occurrences == 1 && equal(query.wish, podId)) return;
  headers.replace(headers.REQUEST, PATH, edit(path, configuration.queryParam, podId));
}

function set(name: Span, value: Span): void {
  if (value == NONE) {
    headers.remove(headers.REQUEST, name);
  } else {
    headers.replace(headers.REQUEST, name, value);
  }
}
