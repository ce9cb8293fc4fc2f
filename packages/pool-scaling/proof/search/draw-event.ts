import type { WorldEvent } from "../world/events.ts";

const hashes = new Map<string, number>();

/** FNV-1a of a name. */
function hashOf(name: string): number {
  let hash = hashes.get(name);
  if (hash === undefined) {
    hash = 0x811c9dc5;
    for (let index = 0; index < name.length; index += 1) {
      hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
    }
    hashes.set(name, hash);
  }
  return hash;
}

/** A number above 0, up to 1, that depends on both and on nothing else. */
function chanceOf(name: string, draw: number): number {
  let mixed = hashOf(name) ^ draw;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (((mixed ^ (mixed >>> 16)) >>> 0) + 1) / 4_294_967_296;
}

/**
 * Draws an event by its weight. The events race, each with a time that the draw and its name decide, and
 * the first one happens. So the same draw draws the same event wherever that can happen: a walk from which
 * steps are left out stays the same walk in the rest, and can be made short.
 */
export function drawEvent(events: readonly WorldEvent[], draw: number): WorldEvent {
  let first: WorldEvent | undefined;
  let firstAt = Infinity;
  for (const event of events) {
    const at = -Math.log(chanceOf(event.name, draw)) / event.weight;
    if (at < firstAt) {
      first = event;
      firstAt = at;
    }
  }
  if (first === undefined) throw new Error("Nothing can happen in this world.");
  return first;
}
