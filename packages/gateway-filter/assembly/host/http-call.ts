/** Calls to an Envoy cluster. The answer arrives at the root context, once for each call that was accepted. */
import { proxy_http_call } from "@solo-io/proxy-runtime/assembly/imports";
import { at, size, Span } from "../bytes/span";
import { OK, OUT } from "./status";

/** Serialised "no trailers": a count of 0. */
const NO_PAIRS = memory.data(4, 4);

/** Token of the call just accepted. */
export let token: u32 = 0;

/** Starts a call without a body. False: Envoy would not, and no answer will come. */
export function call(cluster: Span, headers: Span, timeoutMs: u32): bool {
  const result = proxy_http_call(
    at(cluster),
    size(cluster),
    at(headers),
    size(headers),
    0,
    0,
    NO_PAIRS,
    4,
    timeoutMs,
    OUT,
  );
  token = load<u32>(OUT);
  return result == OK;
}
