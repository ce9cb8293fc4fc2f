/** Reads the primitive encodings of the WebAssembly binary format. Throws RangeError past the end. */
export class BinaryReader {
  readonly #bytes: Uint8Array;
  position: number;
  readonly end: number;

  constructor(bytes: Uint8Array, position = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.position = position;
    this.end = end;
  }

  get done(): boolean {
    return this.position >= this.end;
  }

  byte(): number {
    const value = this.#bytes[this.position];
    if (value === undefined || this.done) throw new RangeError("unexpected end of the module");
    this.position += 1;
    return value;
  }

  /** An unsigned LEB128 of at most 32 bits. */
  u32(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError("an integer is too long");
  }

  /** Skips a LEB128 of any width. */
  skipInteger(): void {
    while (this.byte() >= 0x80);
  }

  /** A length-prefixed UTF-8 string. */
  name(): string {
    const length = this.u32();
    const text = new TextDecoder().decode(this.#bytes.subarray(this.position, this.position + length));
    this.skip(length);
    return text;
  }

  skip(length: number): void {
    this.position += length;
    if (this.position > this.end) throw new RangeError("unexpected end of the module");
  }

  /** A reader of the next `length` bytes; this one moves behind them. */
  section(length: number): BinaryReader {
    const start = this.position;
    this.skip(length);
    return new BinaryReader(this.#bytes, start, this.position);
  }
}
