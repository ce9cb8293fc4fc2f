import { createHash } from "node:crypto";

/** `sha256:` and 64 hexadecimal digits. */
export type Digest = `sha256:${string}`;

/** How one blob of a layout names another. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  /** In bytes. */
  readonly size: number;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Bytes with the descriptor that names them. */
export interface Blob {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
}

/** The digest of bytes as OCI writes it. */
export const digestOf = (bytes: Uint8Array): Digest =>
  `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** Names bytes by their digest. */
export const createBlob = (mediaType: string, bytes: Uint8Array): Blob => ({
  descriptor: { mediaType, digest: digestOf(bytes), size: bytes.byteLength },
  bytes,
});

/** A JSON document as a blob; the order of its keys is that of the value. */
export const createJsonBlob = (mediaType: string, value: unknown): Blob =>
  createBlob(mediaType, new TextEncoder().encode(JSON.stringify(value)));

/** A record with its keys in order, so that equal content gives equal bytes. */
export const sorted = <Value>(record: Readonly<Record<string, Value>>): Record<string, Value> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
