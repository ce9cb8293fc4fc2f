import { expect, it } from "vitest";
import { createHerdMeter } from "./herd-meter.ts";

it("is 1 for an even spread and the number of pods for a herd", () => {
  const even = createHerdMeter();
  const herd = createHerdMeter();
  for (let index = 0; index < 40; index += 1) {
    even.count(`pod-${index % 4}`, 1, 0);
    herd.count("pod-0", 1, 0);
  }
  expect(even.index(4, 0)).toBe(1);
  expect(herd.index(4, 0)).toBe(4);
});

it("says nothing of too few picks, or of a pool without pods", () => {
  const meter = createHerdMeter();
  meter.count("pod-0", 1, 0);
  expect(meter.index(4, 0)).toBeUndefined();
  expect(meter.index(0, 0)).toBeUndefined();
});

it("forgets what is older than its window", () => {
  const meter = createHerdMeter(1_000);
  meter.count("pod-0", 10, 0);
  expect(meter.index(2, 400)).toBe(2);
  meter.count("pod-1", 10, 600);
  expect(meter.index(2, 700)).toBe(1);
  expect(meter.index(2, 1_200)).toBe(2);
  expect(meter.index(2, 9_000)).toBeUndefined();
});
