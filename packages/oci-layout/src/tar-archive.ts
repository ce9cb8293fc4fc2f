import { Header } from "tar";

/** A file of a layer. */
export interface LayerFile {
  /** From the root of the image, without a leading `/`: `app/main.mjs`. */
  readonly path: string;
  readonly data: Uint8Array;
  /** Default: false. */
  readonly executable?: boolean;
}

/** Tar counts in blocks of this many bytes. */
const BLOCK_BYTES = 512;
/** What a header holds without an extension, which not every reader of images knows. */
const PATH_MAX_BYTES = 100;
const SEGMENT = /^(?!\.{1,2}$)[^/\0]+$/;

function assertPath(path: string): void {
  if (!path.split("/").every((segment) => SEGMENT.test(segment))) {
    throw new TypeError(`${JSON.stringify(path)} is not a relative path without . and .. in it.`);
  }
  if (Buffer.byteLength(path) >= PATH_MAX_BYTES)
    throw new TypeError(`${JSON.stringify(path)} is longer than ${PATH_MAX_BYTES - 1} bytes.`);
}

/** `a`, `a/b` of `a/b/c`. */
const parentsOf = (path: string): string[] =>
  path
    .split("/")
    .slice(0, -1)
    .map((_, index, segments) => segments.slice(0, index + 1).join("/"));

function headerOf(path: string, type: "File" | "Directory", mode: number, size: number): Uint8Array {
  const header = new Header({ path, type, mode, size, uid: 0, gid: 0, mtime: new Date(0) });
  const block = Buffer.alloc(BLOCK_BYTES);
  if (header.encode(block, 0)) throw new TypeError(`${JSON.stringify(path)} does not fit a tar header.`);
  return block;
}

/**
 * Packs files into a tar archive: owned by root, of the time 0, in the order of their paths, each folder
 * before what is in it. The same files give the same bytes.
 *
 * @throws {TypeError} when a path is absolute, leaves the root, is too long, or is there twice.
 */
export function createTarArchive(files: readonly LayerFile[]): Uint8Array {
  const entries = new Map<string, LayerFile | "folder">();
  for (const file of files) {
    assertPath(file.path);
    for (const parent of parentsOf(file.path)) {
      const present = entries.get(parent) ?? "folder";
      if (present !== "folder") throw new TypeError(`${JSON.stringify(parent)} is a file and a folder.`);
      entries.set(parent, "folder");
    }
    if (entries.has(file.path)) throw new TypeError(`${JSON.stringify(file.path)} is there twice.`);
    entries.set(file.path, file);
  }
  const blocks = [...entries]
    .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .flatMap(([path, entry]) => {
      if (entry === "folder") return [headerOf(`${path}/`, "Directory", 0o755, 0)];
      const mode = entry.executable === true ? 0o755 : 0o644;
      const padding = (BLOCK_BYTES - (entry.data.byteLength % BLOCK_BYTES)) % BLOCK_BYTES;
      return [headerOf(path, "File", mode, entry.data.byteLength), entry.data, new Uint8Array(padding)];
    });
  return Buffer.concat([...blocks, new Uint8Array(2 * BLOCK_BYTES)]);
}
