import type { MountTarget } from "./mount-target.ts";

/** Something of this host that a container finds at a path of its own. */
export interface Mount extends MountTarget {
  readonly source: string;
  readonly isReadOnly: boolean;
}

/**
 * A shell script that makes mounts in a mount namespace of its own and then becomes a command. Its arguments: a
 * directory for what the host has, then source, target and `make`, `ro` or `rw` of each step, `--`, the command.
 *
 * Nothing of the host is touched: where a target is not there, a tmpfs covers the directory that it is to be in,
 * filled with links to what the host has there. That stands below the first argument as a whole, so that
 * relative links in it still lead where they did. An overlayfs would do the same, but in a user
 * namespace it lets nobody write into a directory whose owner is unknown there.
 */
const MOUNT_SCRIPT = `
set -e
host=$1
shift
mount --rbind / "$host"
covered=: mounted=:

link() {
  find "$host$1" -mindepth 1 -maxdepth 1 -exec ln -s -t "$1" -- {} +
}

# Makes what the target needs to be mounted on; $writable says what the path is in by now that is not of the host.
make() {
  path= rest=\${2#/} writable=
  while [ -n "$rest" ]; do
    parent=$path path=$path/\${rest%%/*}
    case $rest in */*) rest=\${rest#*/} ;; *) rest= ;; esac
    case $mounted in *":$path:"*) writable=volume; continue ;; esac
    case $covered in *":$path:"*) writable=cover; continue ;; esac
    if [ "$writable" = cover ] && [ -L "$path" ] && [ -n "$rest" ]; then
      rm "$path"
      mkdir "$path"
      link "$path"
    elif [ ! -e "$path" ]; then
      if [ -z "$writable" ]; then
        mount -t tmpfs -o mode=755 testbed "$parent"
        link "$parent"
        covered=$covered$parent: writable=cover
      fi
      if [ -n "$rest" ] || [ -d "$1" ]; then mkdir "$path"; else : >"$path"; fi
    fi
  done
}

while [ "$1" != -- ]; do
  make "$1" "$2"
  if [ "$3" != make ]; then
    mount --bind "$1" "$2"
    mounted=$mounted$2:
  fi
  if [ "$3" = ro ]; then mount -o remount,bind,ro "$2"; fi
  shift 3
done
shift
exec "$@"
`;

/**
 * Makes a command run with mounts that only it sees.
 *
 * @param hostDirectory where the command finds the whole host once more; an empty directory
 */
export function withMounts(
  command: readonly string[],
  mounts: readonly Mount[],
  hostDirectory: string,
): readonly string[] {
  if (mounts.length === 0) return command;
  // What is covered hides what was mounted below it, so all covers come first, the outer one of two before the inner
  // one; and a mount inside another one comes after it.
  const inOrder = mounts.toSorted(
    (one, other) => one.existing.length - other.existing.length || one.target.length - other.target.length,
  );
  const steps = [
    ...inOrder.map(({ source, target }) => [source, target, "make"]),
    ...inOrder.map(({ source, target, isReadOnly }) => [source, target, isReadOnly ? "ro" : "rw"]),
  ];
  return [
    "unshare",
    "--mount",
    "--propagation=private",
    "/bin/sh",
    "-c",
    MOUNT_SCRIPT,
    "mounts",
    hostDirectory,
    ...steps.flat(),
    "--",
    ...command,
  ];
}
