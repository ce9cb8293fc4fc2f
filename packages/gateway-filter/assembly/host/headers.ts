/** Header maps of the effective context. */
import {
  proxy_add_header_map_value,
  proxy_get_header_map_pairs,
  proxy_get_header_map_value,
  proxy_remove_header_map_value,
  proxy_replace_header_map_value,
} from "@solo-io/proxy-runtime/assembly/imports";
import { at, NONE, size, span, Span } from "../bytes/span";
import { OK, OUT } from "./status";

/** Values of `HeaderMapTypeValues` in the ABI. */
export const REQUEST: i32 = 0;
export const RESPONSE: i32 = 2;
export const CALL_RESPONSE: i32 = 6;

/** A header's value, or `NONE` when it is absent or empty. Valid until the callback ends. */
export function get(map: i32, name: Span): Span {
  store<u64>(OUT, 0);
  if (proxy_get_header_map_value(map, at(name), size(name), OUT, OUT + 4) != OK) return NONE;
  return span(load<u32>(OUT), load<u32>(OUT, 4));
}

/** All headers as serialised pairs (see pairs.ts), or `NONE`. Valid until the callback ends. */
export function all(map: i32): Span {
  store<u64>(OUT, 0);
  if (proxy_get_header_map_pairs(map, OUT, OUT + 4) != OK) return NONE;
  return span(load<u32>(OUT), load<u32>(OUT, 4));
}

/** Whether a header is there, be it empty. */
export function has(map: i32, name: Span): bool {
  return proxy_get_header_map_value(map, at(name), size(name), OUT, OUT + 4) == OK;
}

/** Removes a header with all its values; gives its value, or `NONE` when it was absent or empty. Valid until the callback ends. */
export function take(map: i32, name: Span): Span {
  store<u64>(OUT, 0);
  if (proxy_get_header_map_value(map, at(name), size(name), OUT, OUT + 4) != OK) return NONE;
  remove(map, name);
  return span(load<u32>(OUT), load<u32>(OUT, 4));
}

/** Sets a header to one value, whatever it had. */
export function replace(map: i32, name: Span, value: Span): void {
  proxy_replace_header_map_value(map, at(name), size(name), at(value), size(value));
}

/** Adds a value to a header. */
export function add(map: i32, name: Span, value: Span): void {
  proxy_add_header_map_value(map, at(name), size(name), at(value), size(value));
}

/** Removes a header with all its values. */
export function remove(map: i32, name: Span): void {
  proxy_remove_header_map_value(map, at(name), size(name));
}
