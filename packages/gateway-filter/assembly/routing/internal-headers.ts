import { literal } from "../bytes/span";
import { HEADER_ENDPOINT, HEADER_POD } from "../generated/wire";
import * as headers from "../host/headers";

export const POD = literal(HEADER_POD);
export const ENDPOINT = literal(HEADER_ENDPOINT);

/** Takes away what a client may have sent to choose a pod by itself. Looks first: a removal makes Envoy match routes again. */
export function removeInternalHeaders(): void {
  if (headers.has(headers.REQUEST, POD)) headers.remove(headers.REQUEST, POD);
  if (headers.has(headers.REQUEST, ENDPOINT)) headers.remove(headers.REQUEST, ENDPOINT);
}
