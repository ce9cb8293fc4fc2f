import type { World } from "../world/world.ts";

/** Ages beyond this many milliseconds make no difference any more. */
const OLD_MS = 12_000;

/**
 * A world as text, with times as ages, so that two worlds that differ in when they are, and in nothing
 * else, are one.
 */
function describe(world: World): string {
  const { nowMs, ...rest } = world;
  return JSON.stringify(rest, (key, value: unknown) => {
    if (typeof value !== "number" || !key.endsWith("Ms")) return value;
    return Math.min(OLD_MS, nowMs - value);
  });
}

/** Two independent 26-bit hashes in one number: among a million worlds two collide with a chance of 1 in 9,000. */
export function worldKey(world: World): number {
  const text = describe(world);
  let one = 0x811c9dc5;
  let other = 0x9747b28c;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    one = Math.imul(one ^ code, 0x01000193);
    other = Math.imul(other ^ code, 0x85ebca6b) ^ (other >>> 13);
  }
  return (one >>> 6) * 2 ** 26 + (other >>> 6);
}
