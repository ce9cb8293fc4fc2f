import type { Signature, ValueType } from "../abi/signature.ts";
import { BinaryReader } from "./binary-reader.ts";

const VALUE_TYPES: Readonly<Record<number, ValueType>> = {
  0x7f: "i32",
  0x7e: "i64",
  0x7d: "f32",
  0x7c: "f64",
};

/** The types of a module's imported and exported functions. */
export interface FunctionTypes {
  /** By `<module>.<name>`. */
  readonly imports: ReadonlyMap<string, Signature>;
  /** By name. */
  readonly exports: ReadonlyMap<string, Signature>;
}

/**
 * Reads function types from the bytes of a module, which the JavaScript API does not tell.
 * A function whose type uses anything but number types is left out.
 * Source: WebAssembly Core Specification, "Binary Format".
 */
export function readFunctionTypes(bytes: Uint8Array): FunctionTypes {
  const reader = new BinaryReader(bytes, 8);
  const types: (Signature | undefined)[] = [];
  const functions: (Signature | undefined)[] = [];
  const imports = new Map<string, Signature>();
  const exports = new Map<string, Signature>();
  while (!reader.done) {
    const id = reader.byte();
    const section = reader.section(reader.u32());
    if (id === 1) readTypes(section, types);
    else if (id === 2) readImports(section, types, functions, imports);
    else if (id === 3)
      for (let count = section.u32(); count > 0; count -= 1) functions.push(types[section.u32()]);
    else if (id === 7) readExports(section, functions, exports);
  }
  return { imports, exports };
}

function readTypes(section: BinaryReader, types: (Signature | undefined)[]): void {
  for (let count = section.u32(); count > 0; count -= 1) {
    if (section.byte() !== 0x60) return;
    const params = readValueTypes(section);
    const results = readValueTypes(section);
    types.push(params === undefined || results === undefined ? undefined : { params, results });
  }
}

function readValueTypes(section: BinaryReader): ValueType[] | undefined {
  const types = Array.from({ length: section.u32() }, () => VALUE_TYPES[section.byte()]);
  return types.every((type) => type !== undefined) ? types : undefined;
}

function readImports(
  section: BinaryReader,
  types: readonly (Signature | undefined)[],
  functions: (Signature | undefined)[],
  imports: Map<string, Signature>,
): void {
  for (let count = section.u32(); count > 0; count -= 1) {
    const name = `${section.name()}.${section.name()}`;
    const kind = section.byte();
    if (kind === 0) {
      const type = types[section.u32()];
      functions.push(type);
      if (type !== undefined) imports.set(name, type);
    } else if (kind === 1) {
      section.byte();
      skipLimits(section);
    } else if (kind === 2) {
      skipLimits(section);
    } else {
      section.skip(kind === 3 ? 2 : 1);
      if (kind !== 3) section.skipInteger();
    }
  }
}

function skipLimits(section: BinaryReader): void {
  const flags = section.byte();
  section.skipInteger();
  if ((flags & 1) === 1) section.skipInteger();
}

function readExports(
  section: BinaryReader,
  functions: readonly (Signature | undefined)[],
  exports: Map<string, Signature>,
): void {
  for (let count = section.u32(); count > 0; count -= 1) {
    const name = section.name();
    const kind = section.byte();
    const type = functions[section.u32()];
    if (kind === 0 && type !== undefined) exports.set(name, type);
  }
}
