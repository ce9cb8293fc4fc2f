import { randomBytes } from "node:crypto";
import { chmod, mkdir, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** A file of a volume. */
export interface VolumeFile {
  readonly content: Buffer;
  readonly mode: number;
}

/** The files of a volume by their path in it. */
export type VolumeFiles = ReadonlyMap<string, VolumeFile>;

const DATA = "..data";

/** Whether two volumes hold the same. */
export const isSameVolume = (one: VolumeFiles, other: VolumeFiles): boolean =>
  one.size === other.size &&
  [...one].every(([path, { content, mode }]) => {
    const file = other.get(path);
    return file?.mode === mode && file.content.equals(content);
  });

/**
 * Writes the files of a volume as kubelets do: into a directory of their own, which the link `..data` then
 * points to, at once for all of them; each file is a link through `..data`. A reader sees the old
 * files or the new ones, and whoever watches the volume sees `..data` renamed.
 */
export async function writeVolume(directory: string, files: VolumeFiles): Promise<void> {
  await mkdir(directory, { recursive: true });
  const before = await readdir(directory);
  const time = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, "_");
  const name = `..${time}.${randomBytes(5).toString("hex")}`;
  await mkdir(join(directory, name));
  for (const [path, { content, mode }] of files) {
    const file = join(directory, name, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
    await chmod(file, mode);
  }
  const next = join(directory, `${DATA}_tmp`);
  await rm(next, { force: true });
  await symlink(name, next);
  await rename(next, join(directory, DATA));

  const shown = new Set([...files.keys()].map((path) => path.split("/", 1)[0] ?? path));
  for (const entry of shown) {
    if (!before.includes(entry)) await symlink(join(DATA, entry), join(directory, entry));
  }
  const stale = before.filter((entry) => entry !== DATA && !shown.has(entry));
  for (const entry of stale) await rm(join(directory, entry), { recursive: true, force: true });
}
