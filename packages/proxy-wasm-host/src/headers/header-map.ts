import { type BinaryString, type BytesInit, binaryToText, toBinary } from "../bytes.ts";
import { INLINE_HEADERS } from "./inline-headers.ts";

/** Headers as a test writes them: pairs in order, an object, or another map. */
export type HeadersInit =
  | readonly (readonly [string, BytesInit])[]
  | Readonly<Record<string, BytesInit>>
  | HeaderMap;

/** A serialised pair: name and value, one character per byte. */
export type BinaryPair = readonly [name: BinaryString, value: BinaryString];

/**
 * An ordered multimap with the behaviour of Envoy's: names are lower-cased, `host` is `:authority`,
 * pseudo headers come first, and inline headers have one entry.
 * Values are bytes; `get` and its kin read them as UTF-8 where that is what they are.
 */
export class HeaderMap {
  #pairs: [BinaryString, BinaryString][] = [];

  constructor(init: HeadersInit = []) {
    if (init instanceof HeaderMap) {
      this.#pairs = init.#pairs.map(([name, value]) => [name, value]);
      return;
    }
    const pairs = Array.isArray(init)
      ? (init as readonly (readonly [string, BytesInit])[])
      : Object.entries(init as Record<string, BytesInit>);
    for (const [name, value] of pairs) this.addBinary(toBinary(name), toBinary(value));
  }

  /** How many entries there are. */
  get size(): number {
    return this.#pairs.length;
  }

  /** Bytes of all names and values: what `proxy_get_header_map_size` reports. */
  get byteSize(): number {
    return this.#pairs.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  }

  /** The first value of a header, or undefined. */
  get(name: string): string | undefined {
    const value = this.getBinary(toBinary(name));
    return value === undefined ? undefined : binaryToText(value);
  }

  /** Every value of a header, in order. */
  getAll(name: string): string[] {
    const key = canonical(toBinary(name));
    return this.#pairs.filter((pair) => pair[0] === key).map((pair) => binaryToText(pair[1]));
  }

  /** Whether the header is there, be it empty. */
  has(name: string): boolean {
    return this.getBinary(toBinary(name)) !== undefined;
  }

  /** All entries as text, in order. */
  toArray(): [name: string, value: string][] {
    return this.#pairs.map(([name, value]) => [binaryToText(name), binaryToText(value)]);
  }

  /** A copy that later edits do not reach. */
  clone(): HeaderMap {
    return new HeaderMap(this);
  }

  /** All entries, one character per byte. */
  pairs(): readonly BinaryPair[] {
    return this.#pairs;
  }

  /** The first value, one character per byte. */
  getBinary(name: BinaryString): BinaryString | undefined {
    const key = canonical(name);
    return this.#pairs.find((pair) => pair[0] === key)?.[1];
  }

  /** Adds an entry; joins it to the one that is there when the header is inline. */
  addBinary(name: BinaryString, value: BinaryString): void {
    const key = canonical(name);
    const existing = INLINE_HEADERS.has(key) ? this.#pairs.find((pair) => pair[0] === key) : undefined;
    if (existing !== undefined) {
      existing[1] = existing[1] === "" ? value : value === "" ? existing[1] : `${existing[1]},${value}`;
    } else if (key.startsWith(":")) {
      const end = this.#pairs.findIndex((pair) => !pair[0].startsWith(":"));
      this.#pairs.splice(end === -1 ? this.#pairs.length : end, 0, [key, value]);
    } else {
      this.#pairs.push([key, value]);
    }
  }

  /**
   * Sets a header as Envoy's `setCopy` does.
   * Hint: of several entries with the name only the first is replaced, and the others stay.
   */
  replaceBinary(name: BinaryString, value: BinaryString): void {
    const key = canonical(name);
    const existing = this.#pairs.find((pair) => pair[0] === key);
    if (existing === undefined) this.addBinary(key, value);
    else existing[1] = value;
  }

  /** Removes every entry of a header. */
  removeBinary(name: BinaryString): void {
    const key = canonical(name);
    this.#pairs = this.#pairs.filter((pair) => pair[0] !== key);
  }

  /** Removes everything and adds the pairs. */
  resetBinary(pairs: readonly BinaryPair[]): void {
    this.#pairs = [];
    for (const [name, value] of pairs) this.addBinary(name, value);
  }
}

function canonical(name: BinaryString): BinaryString {
  const lower = name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return lower === "host" ? ":authority" : lower;
}
