import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { createJsonBlob, type Blob } from "./blob.ts";
import type { Image } from "./image.ts";
import { MEDIA_TYPE_INDEX } from "./media-types.ts";

/** The annotation by which tools find an image in a layout: `oci:DIRECTORY:NAME`. */
const ANNOTATION_NAME = "org.opencontainers.image.ref.name";

/** Where a layout is written to. */
export interface WriteLayoutOptions {
  /** Replaced whole when it is there. */
  readonly directory: string;
  /** What the image is called in the layout; mostly its version. */
  readonly name: string;
}

/** Writes an image as an OCI image layout 1.0.0, which `skopeo`, `crane`, `oras` and others read. */
export async function writeLayout(image: Image, { directory, name }: WriteLayoutOptions): Promise<void> {
  const blobDirectory = path.join(directory, "blobs", "sha256");
  const writeBlob = ({ descriptor, bytes }: Blob): Promise<void> =>
    writeFile(path.join(blobDirectory, descriptor.digest.replace("sha256:", "")), bytes);
  const index = createJsonBlob(MEDIA_TYPE_INDEX, {
    schemaVersion: 2,
    mediaType: MEDIA_TYPE_INDEX,
    manifests: [{ ...image.manifest.descriptor, annotations: { [ANNOTATION_NAME]: name } }],
  });
  await rm(directory, { recursive: true, force: true });
  await mkdir(blobDirectory, { recursive: true });
  await Promise.all([image.manifest, ...image.blobs].map(writeBlob));
  await writeFile(path.join(directory, "index.json"), index.bytes);
  await writeFile(path.join(directory, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
}
