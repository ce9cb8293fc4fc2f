import { isRecord, type Manifest } from "./manifest.ts";

/** What a bundle pins and the manifests in the repository leave open. */
export interface Release {
  /** Tag of the images of the lookup service and the scaler. */
  readonly version: string;
  /** SHA-256 of the filter's module, 64 hexadecimal digits. */
  readonly filterSha256: string;
}

const IMAGES: readonly string[] = ["fairlead-lookup-service", "fairlead-scaler-controller"];

/** A value with `change` made to each of its strings that stands under `key`. */
function changeStrings(value: unknown, key: string, change: (text: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => changeStrings(item, key, change));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      name === key && typeof item === "string" ? change(item) : changeStrings(item, key, change),
    ]),
  );
}

/** Names in a manifest the exact filter and images of a release. */
export function pinRelease(manifest: Manifest, { version, filterSha256 }: Release): Manifest {
  const { kind, spec } = manifest;
  if (kind === "WasmPlugin" && isRecord(spec))
    return { ...manifest, spec: { ...spec, sha256: filterSha256 } };
  if (kind === "TrafficExtension" && isRecord(spec) && isRecord(spec["wasm"]))
    return { ...manifest, spec: { ...spec, wasm: { ...spec["wasm"], sha256: filterSha256 } } };
  if (kind !== "Deployment") return manifest;
  const pin = (image: string): string => (IMAGES.includes(image) ? `${image}:${version}` : image);
  return { ...manifest, spec: changeStrings(spec, "image", pin) };
}
