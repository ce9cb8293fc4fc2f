import type { HostCalls } from "../vm/wasm-vm.ts";
import { bufferCalls } from "./buffer.ts";
import { contextCalls } from "./context.ts";
import type { HostEnvironment } from "./environment.ts";
import { grpcCalls } from "./grpc.ts";
import { headerMapCalls } from "./header-map.ts";
import { httpCallCalls } from "./http-call.ts";
import { logCalls } from "./log.ts";
import { metricCalls } from "./metrics.ts";
import { propertyCalls } from "./property.ts";
import { sharedCalls } from "./shared.ts";
import { streamCalls } from "./stream.ts";
import { timeCalls } from "./time.ts";
import { wasiCalls } from "./wasi.ts";

const GROUPS = [
  bufferCalls,
  contextCalls,
  grpcCalls,
  headerMapCalls,
  httpCallCalls,
  logCalls,
  metricCalls,
  propertyCalls,
  sharedCalls,
  streamCalls,
  timeCalls,
  wasiCalls,
];

/** Every host call, by the name of its import. */
export function createHostCalls(environment: HostEnvironment): HostCalls {
  return Object.assign({}, ...GROUPS.map((group) => group(environment))) as HostCalls;
}
