import { constants, gzipSync } from "node:zlib";
import { createBlob, digestOf, type Blob, type Digest } from "./blob.ts";
import { MEDIA_TYPE_LAYER } from "./media-types.ts";
import { createTarArchive, type LayerFile } from "./tar-archive.ts";

/** One layer of an image. */
export interface Layer {
  /** The compressed archive. */
  readonly blob: Blob;
  /** Digest of the archive before compression, as the image's configuration lists it. */
  readonly diffId: Digest;
}

/** Where a gzip header (RFC 1952) names the system that wrote it. */
const GZIP_SYSTEM_OFFSET = 9;
const GZIP_SYSTEM_UNKNOWN = 255;

/**
 * Packs files into a layer. The same files give the same bytes with the same version of Node.js, on
 * whatever system.
 *
 * @throws {TypeError} when a path cannot be in an image.
 */
export function createLayer(files: readonly LayerFile[]): Layer {
  const archive = createTarArchive(files);
  const compressed = gzipSync(archive, { level: constants.Z_BEST_COMPRESSION });
  compressed[GZIP_SYSTEM_OFFSET] = GZIP_SYSTEM_UNKNOWN;
  return { blob: createBlob(MEDIA_TYPE_LAYER, compressed), diffId: digestOf(archive) };
}
