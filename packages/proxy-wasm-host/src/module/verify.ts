import { CALLBACKS } from "../abi/callbacks.ts";
import { type AbiVersion, HOST_CALLS, isLinked } from "../abi/host-calls.ts";
import { formatSignature, sameSignature } from "../abi/signature.ts";
import { ModuleLoadError } from "../errors.ts";
import { readFunctionTypes } from "./function-types.ts";
import { type CompiledModule, WebAssembly } from "../web-assembly.ts";
import { compileModule, isBytes, moduleAbiVersion, type ModuleSource } from "./inspect.ts";

/** A module that passed the checks Envoy makes before it instantiates one. */
export interface VerifiedModule {
  readonly module: CompiledModule;
  readonly abiVersion: AbiVersion;
}

/**
 * Compiles a module and checks it as Envoy does on load: a known ABI version, only imports that are
 * linked, an allocator, and the types of imports and exports. Types are checked when `source` is
 * bytes; a compiled module does not tell them.
 * Throws {@link ModuleLoadError}.
 */
export function verifyModule(source: ModuleSource): VerifiedModule {
  const module = compile(source);
  const abiVersion = moduleAbiVersion(module);
  if (abiVersion === undefined) {
    throw new ModuleLoadError(
      "abi_version",
      "The module exports neither proxy_abi_version_0_2_1 nor proxy_abi_version_0_2_0. Export one as a function.",
    );
  }
  const missing = WebAssembly.Module.imports(module)
    .filter((entry) =>
      entry.kind === "function" ? !isLinked(`${entry.module}.${entry.name}`, abiVersion) : true,
    )
    .map((entry) => `${entry.module}.${entry.name}`);
  if (missing.length > 0) {
    throw new ModuleLoadError(
      "missing_import",
      `The host does not link ${missing.join(", ")} for ABI ${abiVersion}. Build the module without these imports.`,
      missing,
    );
  }
  const exports = new Set(WebAssembly.Module.exports(module).map((entry) => entry.name));
  if (!exports.has("malloc") && !exports.has("proxy_on_memory_allocate")) {
    throw new ModuleLoadError(
      "missing_allocator",
      "The module exports neither proxy_on_memory_allocate nor malloc. Export one that allocates in its memory.",
    );
  }
  if (!exports.has("memory")) {
    throw new ModuleLoadError("missing_allocator", 'The module exports no memory. Export it as "memory".');
  }
  if (isBytes(source)) verifyTypes(new Uint8Array(source));
  return { module, abiVersion };
}

function compile(source: ModuleSource): CompiledModule {
  try {
    return compileModule(source);
  } catch (error) {
    throw new ModuleLoadError(
      "corrupted",
      `The bytes are not a WebAssembly module that V8 compiles: ${String(error)}`,
      [],
      { cause: error },
    );
  }
}

function verifyTypes(bytes: Uint8Array): void {
  const types = readFunctionTypes(bytes);
  for (const [name, signature] of types.imports) {
    const expected = HOST_CALLS[name];
    if (expected !== undefined && !sameSignature(signature, expected)) {
      throw new ModuleLoadError(
        "import_type",
        `The module imports ${name} as ${formatSignature(signature)}; the host links ${formatSignature(expected)}.`,
        [name],
      );
    }
  }
  for (const [name, signature] of types.exports) {
    const expected = CALLBACKS[name];
    if (expected !== undefined && !sameSignature(signature, expected)) {
      throw new ModuleLoadError(
        "export_type",
        `The module exports ${name} as ${formatSignature(signature)}; the host calls ${formatSignature(expected)}.`,
        [name],
      );
    }
  }
}
