import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createImage, createLayer, writeLayout } from "@fairlead/oci-layout";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findBinaries } from "../binaries/find-binaries.ts";
import { randomLoopbackAddress } from "../network/loopback-address.ts";
import { pushLayout } from "./push-layout.ts";
import { createRegistry, type Registry } from "./registry.ts";

const data = new TextEncoder().encode("content");
const image = createImage({
  os: "linux",
  architecture: "amd64",
  layers: [createLayer([{ path: "a.txt", data }]), createLayer([{ path: "b.txt", data }])],
});
let directory: string;
let layout: string;
let registry: Registry;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "fairlead-registry-"));
  layout = join(directory, "layout");
  const environment = process.env;
  const { registry: path } = await findBinaries(["registry"], { environment, onProgress: console.log });
  registry = await createRegistry(path, { host: randomLoopbackAddress(), directory, environment });
  await registry.part.start();
});
afterAll(async () => {
  await registry?.part.kill();
  await rm(directory, { recursive: true });
});

const pull = async (path: string): Promise<Buffer> => {
  const headers = { accept: image.manifest.descriptor.mediaType };
  const response = await fetch(`${registry.url}/v2/team/app/${path}`, { headers });
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
};

it("gives what was pushed, by tag and by digest", async () => {
  await writeLayout(image, { directory: layout, name: "1.0.0" });
  const target = { url: registry.url, repository: "team/app", tag: "1.0.0" };
  expect(await pushLayout(layout, target)).toEqual({ digest: image.manifest.descriptor.digest });
  for (const reference of [target.tag, image.manifest.descriptor.digest])
    expect(await pull(`manifests/${reference}`)).toEqual(Buffer.from(image.manifest.bytes));
  for (const { bytes, descriptor } of image.blobs)
    expect(await pull(`blobs/${descriptor.digest}`)).toEqual(Buffer.from(bytes));
  // A second push of the same is no conflict.
  await pushLayout(layout, target);
});

it("takes no blob with a digest that is not its own", async () => {
  await writeLayout(image, { directory: layout, name: "1.0.0" });
  const [blob] = image.blobs;
  await writeFile(join(layout, "blobs", ...(blob?.descriptor.digest ?? "").split(":")), "otherwise");
  const pushed = pushLayout(layout, { url: registry.url, repository: "team/other", tag: "1.0.0" });
  await expect(pushed).rejects.toThrow(/PUT .* was answered with 400: .*DIGEST_INVALID/);
});
