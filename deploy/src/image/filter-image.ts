import { createImage, createLayer, type Image } from "@fairlead/oci-layout";

/** What the image of the filter is made of. */
export interface FilterImageOptions {
  /** The module. */
  readonly wasm: Uint8Array;
  /** In hexadecimal. */
  readonly sha256: string;
  readonly version: string;
}

/** Istio looks for a file of this name in the last layer. */
const MODULE_PATH = "plugin.wasm";

/**
 * Packs the filter in the form that Istio calls compatible: an OCI image whose last layer is a gzipped
 * archive with `plugin.wasm`. The other form, an artifact with the raw module, has to have exactly two
 * layers for Istio, which few tools write.
 */
export const createFilterImage = ({ wasm, sha256, version }: FilterImageOptions): Image =>
  createImage({
    os: "wasip1",
    architecture: "wasm",
    layers: [createLayer([{ path: MODULE_PATH, data: wasm }])],
    annotations: {
      "dev.fairlead.wasm.sha256": sha256,
      "org.opencontainers.image.title": "fairlead-gateway-filter",
      "org.opencontainers.image.description":
        "The proxy-wasm filter that leads each new client to the least-loaded pod",
      "org.opencontainers.image.licenses": "Apache-2.0",
      "org.opencontainers.image.source": "https://github.com/fairlead-dev/fairlead",
      "org.opencontainers.image.version": version,
    },
  });
