import { link, readdir, readFile, rm, stat, truncate, utimes, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** A lock file as it lies there. */
export interface LockFile {
  readonly generation: number;
  readonly path: string;
  /** Process of the holder; `undefined` where it has handed over. */
  readonly pid: number | undefined;
  readonly token: string;
  /** When it was renewed last, by the system's clock. */
  readonly renewedAtMs: number;
}

/**
 * The lock is the file of the highest generation, `<path>.<generation>`. To take over is to create the
 * next one, which succeeds for one taker only, and never touches the file of another.
 */
export async function newestLock(path: string): Promise<LockFile | undefined> {
  const prefix = `${basename(path)}.`;
  const generations = (await readdir(dirname(path)))
    .filter((name) => name.startsWith(prefix) && /^[1-9]\d{0,14}$/.test(name.slice(prefix.length)))
    .map((name) => Number(name.slice(prefix.length)));
  const generation = Math.max(0, ...generations);
  if (generation === 0) return undefined;
  const file = join(dirname(path), `${prefix}${generation}`);
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(file, "utf8"), stat(file)]);
    const [pid, token = ""] = text.trim().split(" ");
    const holder = Number(pid);
    return {
      generation,
      path: file,
      pid: Number.isSafeInteger(holder) && holder > 0 ? holder : undefined,
      token,
      renewedAtMs: mtimeMs,
    };
  } catch (error) {
    // Removed between the two looks by the holder of a newer one.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return newestLock(path);
    throw error;
  }
}

/** Creates the file of a generation with its content at once; `false` when another was faster. */
export async function createLock(path: string, generation: number, token: string): Promise<boolean> {
  const temporary = `${path}.${token}.new`;
  try {
    await writeFile(temporary, `${process.pid} ${token}\n`);
    await link(temporary, `${path}.${generation}`);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Takes no room on the disk, so a full one ends no lease. */
export async function renewLock(path: string, nowMs: number): Promise<void> {
  await utimes(path, nowMs / 1_000, nowMs / 1_000);
}

/** Hands over: an empty lock is nobody's. */
export const releaseLock = (path: string): Promise<void> => truncate(path);

/** Removes what lies below a generation. */
export async function removeOlderLocks(path: string, generation: number): Promise<void> {
  const prefix = `${basename(path)}.`;
  for (const name of await readdir(dirname(path))) {
    const number = Number(name.slice(prefix.length));
    if (name.startsWith(prefix) && number > 0 && number < generation) {
      await rm(join(dirname(path), name), { force: true });
    }
  }
}
