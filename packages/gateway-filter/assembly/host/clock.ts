/**
 * Time. Reading the host's clock is a host call, so requests use the time of the latest tick or call
 * answer; what is decided by it (age of a snapshot, back-off) is coarser than a tick anyway. The host's clock
 * is that of the wall, which can be set back; this one then stands still, so that nothing waits for the past.
 */
import { proxy_get_current_time_nanoseconds, proxy_set_tick_period_milliseconds } from "@solo-io/proxy-runtime/assembly/imports";
import { OK, OUT } from "./status";

let latestNanoseconds: u64 = 0;
let wallNanoseconds: u64 = 0;

/** Reads the host's clock. */
export function refresh(): void {
  if (proxy_get_current_time_nanoseconds(OUT) != OK) return;
  const wall = load<u64>(OUT);
  if (latestNanoseconds == 0) latestNanoseconds = wall;
  else if (wall > wallNanoseconds) latestNanoseconds += wall - wallNanoseconds;
  wallNanoseconds = wall;
}

/** Milliseconds since some moment, as of the latest `refresh`. */
// @ts-ignore: decorator
@inline
export function nowMs(): u64 {
  return latestNanoseconds / 1000000;
}

/** Nanoseconds since the same moment, as of the latest `refresh`. */
export function nowNanoseconds(): u64 {
  return latestNanoseconds;
}

/** Asks for `proxy_on_tick` on the current root context every `periodMs`; 0 stops it. */
export function setTickPeriod(periodMs: u32): void {
  proxy_set_tick_period_milliseconds(periodMs);
}
