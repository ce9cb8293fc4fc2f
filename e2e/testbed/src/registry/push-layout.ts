import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { TestbedError } from "../binaries/testbed-error.ts";

/** Where an image is pushed to. */
export interface PushTarget {
  /** `http://…` of the registry. */
  readonly url: string;
  /** Path of the image in it: `fairlead/gateway-filter`. */
  readonly repository: string;
  readonly tag: string;
}

/** An image that the registry has. */
export interface PushedImage {
  /** Of its manifest, by which it can be named in place of the tag. */
  readonly digest: string;
}

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
}

interface Manifest {
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

const blobPath = (directory: string, { digest }: Descriptor): string =>
  join(directory, "blobs", ...digest.split(":"));

async function call(url: string, init: RequestInit, expected: number): Promise<Response> {
  const response = await fetch(url, init);
  if (response.status === expected) return response;
  const said = await response.text();
  throw new TestbedError(`${init.method} ${url} was answered with ${response.status}: ${said}`);
}

async function pushBlob(
  { url, repository }: PushTarget,
  descriptor: Descriptor,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const begun = await call(`${url}/v2/${repository}/blobs/uploads/`, { method: "POST" }, 202);
  const upload = new URL(begun.headers.get("location") ?? "", url);
  upload.searchParams.set("digest", descriptor.digest);
  const headers = { "content-type": "application/octet-stream" };
  await call(upload.href, { method: "PUT", headers, body: bytes }, 201);
}

/**
 * Pushes the one image of an OCI image layout by the distribution API: its blobs, then its manifest.
 *
 * @param directory of the layout
 * @throws TestbedError when the registry refuses a part of it.
 */
export async function pushLayout(directory: string, target: PushTarget): Promise<PushedImage> {
  const { url, repository, tag } = target;
  const index = JSON.parse(await readFile(join(directory, "index.json"), "utf8")) as {
    readonly manifests: readonly Descriptor[];
  };
  const [image, ...others] = index.manifests;
  if (image === undefined || others.length > 0)
    throw new TestbedError(
      `${directory} is a layout of ${index.manifests.length} images; it has to have one.`,
    );
  const bytes = await readFile(blobPath(directory, image));
  const { config, layers } = JSON.parse(bytes.toString()) as Manifest;
  for (const blob of [config, ...layers])
    await pushBlob(target, blob, await readFile(blobPath(directory, blob)));
  const headers = { "content-type": image.mediaType };
  await call(`${url}/v2/${repository}/manifests/${tag}`, { method: "PUT", headers, body: bytes }, 201);
  return { digest: image.digest };
}
