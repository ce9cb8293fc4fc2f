/**
 * Runs a proxy-wasm module of ABI 0.2.1 in Node as Envoy runs it, for tests.
 * @module
 */
export { BufferType, LOG_LEVELS, type LogLevel, MapType, MetricType, StreamType } from "./abi/enums.ts";
export { CALLBACKS } from "./abi/callbacks.ts";
export { type AbiVersion, HOST_CALLS } from "./abi/host-calls.ts";
export type { Signature, ValueType } from "./abi/signature.ts";
export { Status, type StatusCode } from "./abi/status.ts";
export type { BytesInit } from "./bytes.ts";
export type { GrpcCall } from "./callouts/grpc-call.ts";
export type { GrpcResponder } from "./callouts/grpc-responder.ts";
export type { HttpCall } from "./callouts/http-call.ts";
export type { LocalResponse } from "./context/stream-context.ts";
export {
  ContractViolationError,
  HostUsageError,
  type LoadFailure,
  ModuleLoadError,
  ProxyWasmHostError,
  type Violation,
} from "./errors.ts";
export type {
  AllocationFault,
  CallbackFault,
  Fault,
  Faults,
  HostCallFault,
  InjectedFault,
} from "./faults.ts";
export { HeaderMap, type HeadersInit } from "./headers/header-map.ts";
export { createProxyWasmHost, type HttpCallAnswer, type ProxyWasmHost } from "./host.ts";
export { readFunctionTypes, type FunctionTypes } from "./module/function-types.ts";
export { moduleAbiVersion, moduleExports, moduleImports, type ModuleSource } from "./module/inspect.ts";
export type { FailPolicy, ForeignFunction, ForeignFunctionContext, ProxyWasmHostOptions } from "./options.ts";
export type { Clusters } from "./state/clusters.ts";
export type { LogLine, Logs } from "./state/logs.ts";
export type { HistogramValues, Metrics } from "./state/metrics.ts";
export type { PropertyTree, PropertyValue } from "./state/properties.ts";
export { SharedStore, type SharedValue } from "./state/shared-store.ts";
export type { ForwardedMessage } from "./stream/forwarded-message.ts";
export type { EndOfStreamOptions, HttpStream, StreamOptions, StreamResult } from "./stream/http-stream.ts";
export type { VmFailure } from "./vm/wasm-vm.ts";
