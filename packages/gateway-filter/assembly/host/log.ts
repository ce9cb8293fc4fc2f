/** Log lines: a constant message, then `key=value` fields. Built only when the host would keep them. */
import { proxy_log } from "@solo-io/proxy-runtime/assembly/imports";
import { at, literal, size, Span } from "../bytes/span";
import * as writer from "../bytes/writer";
import { OK, OUT } from "./status";

/** Values of `LogLevelValues` in the ABI. */
export const DEBUG: u32 = 1;
export const INFO: u32 = 2;
export const WARN: u32 = 3;
export const ERROR: u32 = 4;
export const CRITICAL: u32 = 5;

const LONGEST_LINE: u32 = 1024;
const LONGEST_VALUE: u32 = 256;
const UNPRINTABLE: u8 = 0x3f;

// @ts-ignore: decorator
@external("env", "proxy_get_log_level")
declare function proxy_get_log_level(level: usize): u32;

let threshold: u32 = INFO;
let lineLevel: u32 = INFO;

/** Reads the host's log level; called on ticks, so that a changed level counts within a second. */
export function refreshLevel(): void {
  if (proxy_get_log_level(OUT) == OK) threshold = load<u32>(OUT);
}

/** Starts a line; false when the host would drop it, and then nothing more is to be done. */
export function line(level: u32, message: Span): bool {
  if (level < threshold) return false;
  lineLevel = level;
  writer.open(LONGEST_LINE);
  writer.bytes(message);
  return true;
}

const SEPARATOR = literal(" ");

/** Adds a field. Bytes that are not printable ASCII are shown as `?`, long values are cut. */
export function field(key: Span, value: Span): void {
  writer.bytes(SEPARATOR);
  writer.bytes(key);
  writer.byte(0x3d);
  const length = min(size(value), LONGEST_VALUE);
  for (let index: u32 = 0; index < length; index++) {
    const byte = load<u8>(at(value) + index);
    writer.byte(byte >= 0x20 && byte < 0x7f ? byte : UNPRINTABLE);
  }
}

/** Adds a field with a number. */
export function number(key: Span, value: i64): void {
  writer.bytes(SEPARATOR);
  writer.bytes(key);
  writer.byte(0x3d);
  writer.integer(value);
}

/** Hands the line to the host. */
export function send(): void {
  const text = writer.close();
  proxy_log(lineLevel, at(text), size(text));
}
