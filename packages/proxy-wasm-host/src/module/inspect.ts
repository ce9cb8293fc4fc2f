import type { AbiVersion } from "../abi/host-calls.ts";
import { type CompiledModule, WebAssembly } from "../web-assembly.ts";

/** A module as bytes or compiled. */
export type ModuleSource = Uint8Array | ArrayBuffer | CompiledModule;

/** Compiles a module. Throws `WebAssembly.CompileError` when the bytes are none. */
export function compileModule(source: ModuleSource): CompiledModule {
  return isBytes(source) ? new WebAssembly.Module(source) : source;
}

/** Whether a module is given as bytes. */
export function isBytes(source: ModuleSource): source is Uint8Array | ArrayBuffer {
  return source instanceof Uint8Array || source instanceof ArrayBuffer;
}

/**
 * What a module imports, each as `<module>.<name>`, sorted.
 *
 * @example
 * expect(moduleImports(bytes).every((name) => name in HOST_CALLS)).toBe(true);
 */
export function moduleImports(source: ModuleSource): string[] {
  return WebAssembly.Module.imports(compileModule(source))
    .map(({ module, name }) => `${module}.${name}`)
    .toSorted();
}

/** The names of what a module exports, sorted. */
export function moduleExports(source: ModuleSource): string[] {
  return WebAssembly.Module.exports(compileModule(source))
    .map(({ name }) => name)
    .toSorted();
}

/** The ABI version that a module exports a marker for; undefined when it has none that this host speaks. */
export function moduleAbiVersion(source: ModuleSource): AbiVersion | undefined {
  const names = new Set(moduleExports(source));
  if (names.has("proxy_abi_version_0_2_1")) return "0.2.1";
  return names.has("proxy_abi_version_0_2_0") ? "0.2.0" : undefined;
}
