import { Buffer } from "node:buffer";

/** Text as UTF-8, or bytes as they are. */
export type BytesInit = string | Uint8Array;

/** A string with one character per byte, so that bytes outside UTF-8 survive. */
export type BinaryString = string;

/** Copies text or bytes into fresh bytes. */
export function toBytes(init: BytesInit): Uint8Array {
  return typeof init === "string" ? new Uint8Array(Buffer.from(init, "utf8")) : new Uint8Array(init);
}

/** Text or bytes as a binary string. */
export function toBinary(init: BytesInit): BinaryString {
  return Buffer.from(init as string).toString("latin1");
}

/** Bytes as a binary string. */
export function bytesToBinary(bytes: Uint8Array): BinaryString {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

/** Reads a binary string as UTF-8, or byte by byte where it is not valid UTF-8. */
export function binaryToText(binary: BinaryString): string {
  const buffer = Buffer.from(binary, "latin1");
  const text = buffer.toString("utf8");
  return Buffer.from(text, "utf8").equals(buffer) ? text : binary;
}

/** Joins byte arrays. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
