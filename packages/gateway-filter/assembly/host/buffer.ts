/** Buffers of the effective context. */
import { proxy_get_buffer_bytes } from "@solo-io/proxy-runtime/assembly/imports";
import { NONE, span, Span } from "../bytes/span";
import { OK, OUT } from "./status";

/** Values of `BufferTypeValues` in the ABI. */
export const CALL_RESPONSE_BODY: i32 = 4;
export const PLUGIN_CONFIGURATION: i32 = 7;

/** At most the first `mostBytes` of a buffer, or `NONE` when it is absent or empty. Valid until the callback ends. */
export function read(buffer: i32, mostBytes: u32): Span {
  store<u64>(OUT, 0);
  if (proxy_get_buffer_bytes(buffer, 0, mostBytes, OUT, OUT + 4) != OK) return NONE;
  return span(load<u32>(OUT), load<u32>(OUT, 4));
}
