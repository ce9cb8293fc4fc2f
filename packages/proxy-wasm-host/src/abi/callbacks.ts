import { type Signature, signatureOf } from "./signature.ts";

/** The functions that a module may export for the host to call, with their types. All but the allocator are optional. */
export const CALLBACKS: Readonly<Record<string, Signature>> = Object.fromEntries(
  Object.entries({
    _initialize: ":",
    _start: ":",
    main: "ii:i",
    malloc: "i:i",
    proxy_on_memory_allocate: "i:i",
    proxy_on_context_create: "ii:",
    proxy_on_vm_start: "ii:i",
    proxy_on_configure: "ii:i",
    proxy_on_done: "i:i",
    proxy_on_log: "i:",
    proxy_on_delete: "i:",
    proxy_on_tick: "i:",
    proxy_on_request_headers: "iii:i",
    proxy_on_request_body: "iii:i",
    proxy_on_request_trailers: "ii:i",
    proxy_on_response_headers: "iii:i",
    proxy_on_response_body: "iii:i",
    proxy_on_response_trailers: "ii:i",
    proxy_on_http_call_response: "iiiii:",
    proxy_on_grpc_receive_initial_metadata: "iii:",
    proxy_on_grpc_receive: "iii:",
    proxy_on_grpc_receive_trailing_metadata: "iii:",
    proxy_on_grpc_close: "iii:",
    proxy_on_queue_ready: "ii:",
    proxy_on_foreign_function: "iii:",
  }).map(([name, short]) => [name, signatureOf(short)]),
);
