import { realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ContainerWaits } from "../container-waits.ts";

/** Where something is mounted. */
export interface MountTarget {
  /** Absolute, without symbolic links. */
  readonly target: string;
  /** The part of it that this host has. */
  readonly existing: string;
}

async function resolvePath(path: string): Promise<MountTarget> {
  const found = await realpath(path).catch(() => undefined);
  if (found !== undefined) return { target: found, existing: found };
  const { target, existing } = await resolvePath(dirname(path));
  return { target: join(target, basename(path)), existing };
}

/**
 * Follows the symbolic links of a `mountPath` as far as this host has it.
 *
 * @throws ContainerWaits `CreateContainerError` where nothing can be mounted.
 */
export async function findMountTarget(mountPath: string): Promise<MountTarget> {
  const found = await resolvePath(join("/", mountPath));
  if (found.existing !== "/") return found;
  throw new ContainerWaits(
    "CreateContainerError",
    `The test bed cannot mount at ${mountPath}, which is in no directory of this host but /.`,
  );
}
