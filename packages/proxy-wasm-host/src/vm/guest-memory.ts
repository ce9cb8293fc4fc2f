import { Buffer } from "node:buffer";
import { Status } from "../abi/status.ts";
import type { BinaryString } from "../bytes.ts";
import type { Memory } from "../web-assembly.ts";
import { StatusError } from "./status-error.ts";

/**
 * The module's memory as host calls see it. Any access outside of it unwinds the host call with
 * `INVALID_MEMORY_ACCESS`. Views are made anew each time: growing the memory detaches old ones.
 */
export class GuestMemory {
  readonly #memory: Memory;
  readonly #allocate: (size: number) => number;

  constructor(memory: Memory, allocate: (size: number) => number) {
    this.#memory = memory;
    this.#allocate = allocate;
  }

  /** Bytes the module's memory has grown to. */
  get byteLength(): number {
    return this.#memory.buffer.byteLength;
  }

  /** A copy of the bytes. */
  read(pointer: number, size: number): Uint8Array {
    return new Uint8Array(this.#view(pointer, size));
  }

  /** The bytes, one character each. */
  readBinary(pointer: number, size: number): BinaryString {
    return this.#view(pointer, size).toString("latin1");
  }

  /** The bytes as UTF-8. */
  readText(pointer: number, size: number): string {
    return this.#view(pointer, size).toString("utf8");
  }

  readU32(pointer: number): number {
    return this.#view(pointer, 4).readUInt32LE(0);
  }

  writeU32(pointer: number, value: number): void {
    this.#view(pointer, 4).writeUInt32LE(value >>> 0, 0);
  }

  writeU64(pointer: number, value: bigint): void {
    this.#view(pointer, 8).writeBigUInt64LE(BigInt.asUintN(64, value), 0);
  }

  write(pointer: number, bytes: Uint8Array): void {
    this.#view(pointer, bytes.length).set(bytes);
  }

  /** Hands bytes to the module: allocates in it, copies, writes address and size. No bytes are address 0 and size 0. */
  returnBytes(bytes: Uint8Array, pointerOut: number, sizeOut: number): void {
    let pointer = 0;
    if (bytes.length > 0) {
      pointer = this.#allocate(bytes.length);
      if (pointer === 0) throw new StatusError(Status.INVALID_MEMORY_ACCESS);
      this.write(pointer, bytes);
    }
    this.writeU32(pointerOut, pointer);
    this.writeU32(sizeOut, bytes.length);
  }

  /** {@link returnBytes} for a binary string. */
  returnBinary(text: BinaryString, pointerOut: number, sizeOut: number): void {
    this.returnBytes(Buffer.from(text, "latin1"), pointerOut, sizeOut);
  }

  #view(pointer: number, size: number): Buffer {
    const { buffer } = this.#memory;
    if (pointer + size > buffer.byteLength) throw new StatusError(Status.INVALID_MEMORY_ACCESS);
    return Buffer.from(buffer, pointer, size);
  }
}
