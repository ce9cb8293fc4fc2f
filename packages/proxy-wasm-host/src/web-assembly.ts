/**
 * The part of JavaScript's WebAssembly interface that the host uses. Its types belong to the DOM
 * library, which neither this package nor its users should have to include.
 */
interface WebAssemblyInterface {
  readonly Module: {
    new (bytes: Uint8Array | ArrayBuffer): CompiledModule;
    imports(module: CompiledModule): { module: string; name: string; kind: string }[];
    exports(module: CompiledModule): { name: string; kind: string }[];
  };
  readonly Instance: new (
    module: CompiledModule,
    imports: Imports,
  ) => { readonly exports: Readonly<Record<string, unknown>> };
  readonly RuntimeError: new (message?: string) => Error;
  readonly Exception: new (...args: never[]) => object;
}

/** A compiled module: `WebAssembly.Module`. */
export interface CompiledModule {
  readonly [Symbol.toStringTag]?: "WebAssembly.Module";
}

/** A module's memory: `WebAssembly.Memory`. */
export interface Memory {
  readonly buffer: ArrayBuffer;
}

/** A function that a module imports. */
export type ImportedFunction = (...args: (number | bigint)[]) => number | bigint | void;

/** Functions by module and name. */
export type Imports = Readonly<Record<string, Readonly<Record<string, ImportedFunction>>>>;

/** JavaScript's `WebAssembly`. */
export const { WebAssembly } = globalThis as unknown as {
  readonly WebAssembly: WebAssemblyInterface;
};
