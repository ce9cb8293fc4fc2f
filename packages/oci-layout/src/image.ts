import { createJsonBlob, sorted, type Blob, type Digest } from "./blob.ts";
import type { Layer } from "./layer.ts";
import { MEDIA_TYPE_CONFIG, MEDIA_TYPE_MANIFEST } from "./media-types.ts";

/** What a container runtime is told of the process; the field names are the specification's. */
export interface ProcessConfiguration {
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly Env?: readonly string[];
  /** `uid` or `uid:gid`. */
  readonly User?: string;
  readonly WorkingDir?: string;
  readonly ExposedPorts?: Readonly<Record<string, Record<string, never>>>;
}

/** What an image is made of. */
export interface ImageOptions {
  /** In the order in which they are laid over each other. */
  readonly layers: readonly Layer[];
  /** In the words of Go: `linux`. */
  readonly os: string;
  /** In the words of Go: `amd64`. */
  readonly architecture: string;
  readonly process?: ProcessConfiguration;
  /** Annotations of the manifest, such as `org.opencontainers.image.version`. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** An image with all that it consists of. */
export interface Image {
  /** Its digest is the image's. */
  readonly manifest: Blob;
  /** Every blob that the manifest needs, each once. */
  readonly blobs: readonly Blob[];
}

/** Puts an image together. The same options give the same digest: no time and no host is written down. */
export function createImage(options: ImageOptions): Image {
  const { layers, os, architecture, process = {}, annotations = {} } = options;
  const diffIds: Digest[] = layers.map(({ diffId }) => diffId);
  const config = createJsonBlob(MEDIA_TYPE_CONFIG, {
    architecture,
    os,
    config: sorted({ ...process }),
    rootfs: { type: "layers", diff_ids: diffIds },
  });
  const manifest = createJsonBlob(MEDIA_TYPE_MANIFEST, {
    schemaVersion: 2,
    mediaType: MEDIA_TYPE_MANIFEST,
    config: config.descriptor,
    layers: layers.map(({ blob }) => blob.descriptor),
    annotations: sorted(annotations),
  });
  const blobs = new Map(
    [config, ...layers.map(({ blob }) => blob)].map((blob) => [blob.descriptor.digest, blob]),
  );
  return { manifest, blobs: [...blobs.values()] };
}
