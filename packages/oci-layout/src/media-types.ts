/** Media types of the OCI image specification 1.1, as far as they are written here. */
export const MEDIA_TYPE_INDEX = "application/vnd.oci.image.index.v1+json";
export const MEDIA_TYPE_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
export const MEDIA_TYPE_CONFIG = "application/vnd.oci.image.config.v1+json";
/** The layer that every container runtime and Istio's agent unpack; zstd layers are refused by the latter. */
export const MEDIA_TYPE_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";
