import { equal } from "../bytes/scan";
import { literal, NONE, size, Span } from "../bytes/span";
import { HEADER_ENDPOINT, HEADER_POD, HEADER_PROBE } from "../generated/wire";
import * as headers from "../host/headers";

export const POD = literal(HEADER_POD);
export const ENDPOINT = literal(HEADER_ENDPOINT);
const PROBE = literal(HEADER_PROBE);

/** Takes away what a client may have sent to choose a pod by itself. Looks first: a removal makes Envoy match routes again. */
export function removeInternalHeaders(): void {
  if (headers.has(headers.REQUEST, POD)) headers.remove(headers.REQUEST, POD);
  if (headers.has(headers.REQUEST, ENDPOINT)) headers.remove(headers.REQUEST, ENDPOINT);
}

/** Takes the probe's header off a request. True: it holds the token, and the request names its pod by itself. */
export function takeProbe(token: Span): bool {
  const sent = headers.take(headers.REQUEST, PROBE);
  return size(token) > 0 && equal(sent, token);
}

/** For a filter without a configuration: nobody is let through. */
export function removeAllInternalHeaders(): void {
  takeProbe(NONE);
  removeInternalHeaders();
}
