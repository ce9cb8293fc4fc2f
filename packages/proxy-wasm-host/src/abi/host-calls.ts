import { type Signature, signatureOf } from "./signature.ts";

/** The two revisions of the ABI that the host speaks; 0.2.0 lacks `proxy_get_log_level`. */
export type AbiVersion = "0.2.0" | "0.2.1";

const PROXY: Readonly<Record<string, string>> = {
  proxy_log: "iii:i",
  proxy_get_log_level: "i:i",
  proxy_get_status: "iii:i",
  proxy_get_property: "iiii:i",
  proxy_set_property: "iiii:i",
  proxy_continue_stream: "i:i",
  proxy_close_stream: "i:i",
  proxy_send_local_response: "iiiiiiii:i",
  proxy_get_shared_data: "iiiii:i",
  proxy_set_shared_data: "iiiii:i",
  proxy_register_shared_queue: "iii:i",
  proxy_resolve_shared_queue: "iiiii:i",
  proxy_dequeue_shared_queue: "iii:i",
  proxy_enqueue_shared_queue: "iii:i",
  proxy_get_header_map_value: "iiiii:i",
  proxy_add_header_map_value: "iiiii:i",
  proxy_replace_header_map_value: "iiiii:i",
  proxy_remove_header_map_value: "iii:i",
  proxy_get_header_map_pairs: "iii:i",
  proxy_set_header_map_pairs: "iii:i",
  proxy_get_header_map_size: "ii:i",
  proxy_get_buffer_status: "iii:i",
  proxy_get_buffer_bytes: "iiiii:i",
  proxy_set_buffer_bytes: "iiiii:i",
  proxy_http_call: "iiiiiiiiii:i",
  proxy_grpc_call: "iiiiiiiiiiii:i",
  proxy_grpc_stream: "iiiiiiiii:i",
  proxy_grpc_close: "i:i",
  proxy_grpc_cancel: "i:i",
  proxy_grpc_send: "iiii:i",
  proxy_set_tick_period_milliseconds: "i:i",
  proxy_get_current_time_nanoseconds: "i:i",
  proxy_define_metric: "iiii:i",
  proxy_increment_metric: "ij:i",
  proxy_record_metric: "ij:i",
  proxy_get_metric: "ii:i",
  proxy_set_effective_context: "i:i",
  proxy_done: ":i",
  proxy_call_foreign_function: "iiiiii:i",
  pthread_equal: "ii:i",
  emscripten_notify_memory_growth: "i:",
};

const WASI: Readonly<Record<string, string>> = {
  fd_write: "iiii:i",
  fd_read: "iiii:i",
  fd_seek: "ijii:i",
  fd_close: "i:i",
  fd_fdstat_get: "ii:i",
  environ_get: "ii:i",
  environ_sizes_get: "ii:i",
  args_get: "ii:i",
  args_sizes_get: "ii:i",
  clock_time_get: "iji:i",
  random_get: "ii:i",
  path_open: "iiiiijjii:i",
  fd_prestat_get: "ii:i",
  fd_prestat_dir_name: "iii:i",
  proc_exit: "i:",
};

/** The modules under whose names the WASI calls are linked. */
export const WASI_MODULES = ["wasi_snapshot_preview1", "wasi_unstable"] as const;

function table(): Record<string, Signature> {
  const calls: Record<string, Signature> = {};
  for (const [name, short] of Object.entries(PROXY)) calls[`env.${name}`] = signatureOf(short);
  for (const module of WASI_MODULES) {
    for (const [name, short] of Object.entries(WASI)) calls[`${module}.${name}`] = signatureOf(short);
  }
  return calls;
}

/**
 * Every function that Envoy links for a module of ABI 0.2.1, as `<module>.<name>`, with its type.
 * Hint: `env.proxy_clear_route_cache` is not among them; ABI 0.1.0 had it, and in 0.2.x an edit of a
 * request header clears the route cache by itself.
 */
export const HOST_CALLS: Readonly<Record<string, Signature>> = table();

/** Whether a call of {@link HOST_CALLS} is linked for an ABI version. */
export function isLinked(call: string, abiVersion: AbiVersion): boolean {
  return call in HOST_CALLS && !(abiVersion === "0.2.0" && call === "env.proxy_get_log_level");
}
