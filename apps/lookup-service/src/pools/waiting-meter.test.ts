import { expect, it } from "vitest";
import { createWaitingMeter } from "./waiting-meter.ts";

it("counts the clients of the last second, and forgets them", () => {
  const meter = createWaitingMeter();
  expect(meter.clients(0)).toBe(0);
  meter.count(50);
  meter.count(60);
  meter.count(940);
  expect(meter.clients(950)).toBe(3);
  expect(meter.clients(1_050)).toBe(1);
  meter.count(1_060, 5);
  expect(meter.clients(1_060)).toBe(6);
  expect(meter.clients(5_000)).toBe(0);
});
