/** Stands in for the `abort` that AssemblyScript would import, which Envoy does not have. Envoy logs the trap itself. */
export function abortHandler(_message: usize, _file: usize, _line: u32, _column: u32): void {
  unreachable();
}
