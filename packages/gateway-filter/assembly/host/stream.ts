/** Streams: which one is meant, letting it go on, answering for it. */
import {
  proxy_continue_stream,
  proxy_send_local_response,
  proxy_set_effective_context,
} from "@solo-io/proxy-runtime/assembly/imports";
import { at, size, Span } from "../bytes/span";
import { OK } from "./status";

/** What `proxy_on_request_headers` returns: go on, or hold headers and body until `resume`. */
export const CONTINUE: u32 = 0;
/**
 * `StopAllIterationAndWatermark`. Plain `StopIteration` (1) means the same, except under Envoy's
 * `allow_on_headers_stop_iteration`, where the body would overtake the headers.
 */
export const HOLD: u32 = 4;

const REQUEST_STREAM: i32 = 0;
const GRPC_UNAVAILABLE: u32 = 14;

/** Makes the following calls act on a stream. False when the host no longer has it. */
export function select(contextId: u32): bool {
  return proxy_set_effective_context(contextId) == OK;
}

/** Lets the request of the effective context go on. Its headers cannot be edited afterwards. */
export function resume(): void {
  proxy_continue_stream(REQUEST_STREAM);
}

/** Answers the request of the effective context. `headers` are serialised pairs. */
export function respond(status: u32, details: Span, body: Span, headers: Span): void {
  proxy_send_local_response(
    status,
    at(details),
    size(details),
    at(body),
    size(body),
    at(headers),
    size(headers),
    GRPC_UNAVAILABLE,
  );
}
