/**
 * Container images as OCI layouts, written without a daemon.
 *
 * @module
 */
export { digestOf, type Blob, type Descriptor, type Digest } from "./blob.ts";
export { createImage, type Image, type ImageOptions, type ProcessConfiguration } from "./image.ts";
export { createLayer, type Layer } from "./layer.ts";
export type { LayerFile } from "./tar-archive.ts";
export { writeLayout, type WriteLayoutOptions } from "./write-layout.ts";
