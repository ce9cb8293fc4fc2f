import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { readPlugin } from "@fairlead/gateway-filter";
import { parseTar } from "nanotar";
import { expect, it } from "vitest";
import { createFilterImage } from "./filter-image.ts";

const { url, sha256, version } = readPlugin();
const image = createFilterImage({ wasm: readFileSync(url), sha256, version });
const manifest = JSON.parse(new TextDecoder().decode(image.manifest.bytes)) as {
  mediaType: string;
  layers: { mediaType: string; digest: string }[];
  annotations: Record<string, string>;
};

it("has the form that Istio unpacks: plugin.wasm in the last layer, tar and gzip", () => {
  expect(manifest.mediaType).toBe("application/vnd.oci.image.manifest.v1+json");
  const last = manifest.layers.at(-1);
  expect(last?.mediaType).toBe("application/vnd.oci.image.layer.v1.tar+gzip");
  const blob = image.blobs.find(({ descriptor }) => descriptor.digest === last?.digest);
  const files = parseTar(Uint8Array.from(gunzipSync(blob?.bytes ?? new Uint8Array())));
  expect(files.map(({ name }) => name)).toEqual(["plugin.wasm"]);
  expect(
    createHash("sha256")
      .update(files[0]?.data ?? "")
      .digest("hex"),
  ).toBe(sha256);
});

it("says in its annotations which module it carries", () => {
  expect(manifest.annotations).toMatchObject({
    "dev.fairlead.wasm.sha256": sha256,
    "org.opencontainers.image.version": version,
  });
});
