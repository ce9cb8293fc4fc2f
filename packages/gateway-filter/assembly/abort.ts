import { proxy_log } from "@solo-io/proxy-runtime/assembly/imports";
import { at, literal, size } from "./bytes/span";

const MESSAGE = literal("filter aborted: a runtime check failed");
const CRITICAL: u32 = 5;

/** Stands in for the `abort` that AssemblyScript would import, which Envoy does not have. */
export function abortHandler(_message: usize, _file: usize, _line: u32, _column: u32): void {
  proxy_log(CRITICAL, at(MESSAGE), size(MESSAGE));
  unreachable();
}
