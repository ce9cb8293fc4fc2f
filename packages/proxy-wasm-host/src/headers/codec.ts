import { Buffer } from "node:buffer";
import type { BinaryPair } from "./header-map.ts";

/** Above these, the host reads a serialised map as empty. Source: proxy-wasm-cpp-host `limits.h`. */
const MAX_BYTES = 1024 * 1024;
const MAX_PAIRS = 1024;

/**
 * Serialises pairs as the ABI prescribes: the count, the lengths of each name and value, then each
 * name and value with a NUL after it; all integers 32-bit little-endian. No pairs give no bytes.
 */
export function serializePairs(pairs: readonly BinaryPair[]): Uint8Array {
  if (pairs.length === 0) return new Uint8Array();
  const size = pairs.reduce((sum, [name, value]) => sum + 10 + name.length + value.length, 4);
  const buffer = Buffer.alloc(size);
  let at = buffer.writeUInt32LE(pairs.length, 0);
  for (const [name, value] of pairs) {
    at = buffer.writeUInt32LE(name.length, at);
    at = buffer.writeUInt32LE(value.length, at);
  }
  for (const text of pairs.flat()) at += buffer.write(text, at, "latin1") + 1;
  return new Uint8Array(buffer);
}

/**
 * Reads serialised pairs, or undefined where they are malformed: truncated, without a NUL after each
 * string, with bytes left over, or beyond 1024 pairs or 1 MiB.
 */
export function parsePairs(bytes: Uint8Array): BinaryPair[] | undefined {
  if (bytes.length === 0 || (bytes.length === 1 && bytes[0] === 0)) return [];
  if (bytes.length > MAX_BYTES || bytes.length < 4) return undefined;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = buffer.readUInt32LE(0);
  let at = 4 + count * 8;
  if (count > MAX_PAIRS || at > buffer.length) return undefined;
  const read = (lengthAt: number): string | undefined => {
    const end = at + buffer.readUInt32LE(lengthAt);
    if (end >= buffer.length || buffer[end] !== 0) return undefined;
    const text = buffer.toString("latin1", at, end);
    at = end + 1;
    return text;
  };
  const pairs: BinaryPair[] = [];
  for (let index = 0; index < count; index += 1) {
    const name = read(4 + index * 8);
    const value = name === undefined ? undefined : read(8 + index * 8);
    if (name === undefined || value === undefined) return undefined;
    pairs.push([name, value]);
  }
  return at === buffer.length ? pairs : undefined;
}
