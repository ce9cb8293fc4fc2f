/** Metrics of the host. */
import {
  proxy_define_metric,
  proxy_increment_metric,
  proxy_record_metric,
} from "@solo-io/proxy-runtime/assembly/imports";
import { at, size, Span } from "../bytes/span";
import { OUT } from "./status";

/** Values of `MetricTypeValues` in the ABI. */
export const COUNTER: i32 = 0;
export const GAUGE: i32 = 1;
export const HISTOGRAM: i32 = 2;

/** The id of a metric, which is made when it is not there yet. */
export function define(type: i32, name: Span): u32 {
  store<u32>(OUT, 0);
  proxy_define_metric(type, at(name), size(name), OUT);
  return load<u32>(OUT);
}

/** Adds to a counter or gauge; a gauge takes negative offsets. */
export function increment(id: u32, offset: i64): void {
  proxy_increment_metric(id, offset);
}

/** Sets a gauge, or adds a sample to a histogram. */
export function record(id: u32, value: u64): void {
  proxy_record_metric(id, value);
}
