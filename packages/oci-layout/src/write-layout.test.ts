import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { parseTar } from "nanotar";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createImage, createLayer, writeLayout, type Descriptor } from "./index.ts";

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const hex = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "oci-layout-"));
});
afterEach(() => rm(directory, { recursive: true }));

const read = (...name: string[]): Promise<Buffer> => readFile(path.join(directory, ...name));
const readJson = async <Value>(...name: string[]): Promise<Value> =>
  JSON.parse((await read(...name)).toString()) as Value;
const readBlob = ({ digest }: Descriptor): Promise<Buffer> =>
  read("blobs", "sha256", digest.replace("sha256:", ""));

const image = (content: string, annotations: Record<string, string> = { b: "2", a: "1" }) =>
  createImage({
    os: "linux",
    architecture: "amd64",
    layers: [
      createLayer([{ path: "base.txt", data: text("base") }]),
      createLayer([{ path: "app/main.mjs", data: text(content) }]),
    ],
    process: { Entrypoint: ["node", "/app/main.mjs"], User: "65532:65532" },
    annotations,
  });

describe("writeLayout", () => {
  it("writes a layout whose every digest and size is true, down to the files", async () => {
    await writeLayout(image("content"), { directory, name: "1.2.3" });

    expect(await readJson("oci-layout")).toEqual({ imageLayoutVersion: "1.0.0" });
    const index = await readJson<{ manifests: Descriptor[] }>("index.json");
    const [entry] = index.manifests as [Descriptor];
    expect(index.manifests).toHaveLength(1);
    expect(entry.annotations).toEqual({ "org.opencontainers.image.ref.name": "1.2.3" });

    for (const name of await readdir(path.join(directory, "blobs/sha256")))
      expect(hex(await read("blobs/sha256", name))).toBe(name);

    const manifest = JSON.parse((await readBlob(entry)).toString()) as {
      mediaType: string;
      config: Descriptor;
      layers: Descriptor[];
      annotations: Record<string, string>;
    };
    expect(manifest.mediaType).toBe("application/vnd.oci.image.manifest.v1+json");
    expect(Object.keys(manifest.annotations)).toEqual(["a", "b"]);
    for (const descriptor of [entry, manifest.config, ...manifest.layers])
      expect((await readBlob(descriptor)).byteLength).toBe(descriptor.size);

    const archives = await Promise.all(
      manifest.layers.map(async (layer) => gunzipSync(await readBlob(layer))),
    );
    expect(JSON.parse((await readBlob(manifest.config)).toString())).toEqual({
      architecture: "amd64",
      os: "linux",
      config: { Entrypoint: ["node", "/app/main.mjs"], User: "65532:65532" },
      rootfs: { type: "layers", diff_ids: archives.map((archive) => `sha256:${hex(archive)}`) },
    });
    const files = archives.flatMap((archive) => parseTar(Uint8Array.from(archive)));
    expect(files.filter(({ type }) => type === "file").map((file) => [file.name, file.text])).toEqual([
      ["base.txt", "base"],
      ["app/main.mjs", "content"],
    ]);
  });

  it("replaces what was there", async () => {
    await writeLayout(image("old"), { directory, name: "1" });
    const old = await readdir(path.join(directory, "blobs/sha256"));
    await writeLayout(image("new"), { directory, name: "2" });
    const now = await readdir(path.join(directory, "blobs/sha256"));
    // The lower layer is the same; the upper one, the configuration and the manifest are not.
    expect(now).toHaveLength(4);
    expect(now.filter((name) => old.includes(name))).toHaveLength(1);
  });
});

describe("createImage", () => {
  it("gives equal content an equal digest, and other content another", () => {
    const digest = (...options: Parameters<typeof image>) => image(...options).manifest.descriptor.digest;
    expect(digest("x", { a: "1", b: "2" })).toBe(digest("x", { b: "2", a: "1" }));
    expect(digest("x")).not.toBe(digest("y"));
  });

  it("lists a layer that occurs twice as one blob", () => {
    const layer = createLayer([{ path: "a", data: text("a") }]);
    const { blobs } = createImage({ os: "linux", architecture: "amd64", layers: [layer, layer] });
    expect(blobs).toHaveLength(2);
  });
});

describe("createLayer", () => {
  it("writes neither a time nor a system into the gzip header", () => {
    const { bytes } = createLayer([{ path: "a", data: text("a") }]).blob;
    expect([...bytes.subarray(4, 8), bytes[9]]).toEqual([0, 0, 0, 0, 255]);
  });
});
