import { specOf } from "../world/spec.ts";
import type { World, WorldOptions } from "../world/world.ts";

/** Above every age and count, so that a text is never taken for one. */
const FIRST_TEXT = 2 ** 30;
const numbers = new Map<string, number>();

/** A number for a text, the same one each time. */
function numberOf(text: string): number {
  let number = numbers.get(text);
  if (number === undefined) {
    number = FIRST_TEXT + numbers.size;
    numbers.set(text, number);
  }
  return number;
}

/** The age beyond which no rule tells times apart any more. */
function oldAgeMs(world: World, options: WorldOptions): number {
  const { leaseMs, reportMaxAgeMs, silentMs, startDeadlineMs, backOffMaxMs } = specOf(world, options);
  return Math.max(silentMs, startDeadlineMs, backOffMaxMs, 2 * leaseMs + reportMaxAgeMs) + 1_000;
}

/**
 * A world as a number, with times as ages, so that two worlds that differ in when they are, and in nothing
 * else, are one. The number is made of two independent hashes of 26 bits each: among a million worlds two
 * collide with a chance of 1 in 9,000.
 */
export function worldKey(world: World, options: WorldOptions): number {
  const { nowMs, ...rest } = world;
  const oldMs = oldAgeMs(world, options);
  let one = 0x811c9dc5;
  let other = 0x9747b28c;
  const mix = (number: number): void => {
    one = Math.imul(one ^ number, 0x9e3779b1);
    one ^= one >>> 15;
    other = Math.imul(other ^ number, 0x85ebca6b);
    other = Math.imul(other ^ (other >>> 13), 0xc2b2ae35);
  };
  const add = (value: unknown, isTime: boolean): void => {
    if (typeof value === "number") mix(isTime ? Math.min(oldMs, nowMs - value) : value);
    else if (typeof value === "string") mix(numberOf(value));
    else if (typeof value !== "object" || value === null) mix(numberOf(String(value)));
    else if (Array.isArray(value)) {
      mix(value.length);
      for (const item of value) add(item, false);
    } else {
      const record = value as Readonly<Record<string, unknown>>;
      for (const key in record) {
        mix(numberOf(key));
        add(record[key], key.endsWith("Ms"));
      }
      mix(0);
    }
  };
  add(rest, false);
  return (one >>> 6) * 2 ** 26 + (other >>> 6);
}
