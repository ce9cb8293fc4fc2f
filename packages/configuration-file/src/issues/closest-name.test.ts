import { describe, expect, it } from "vitest";
import { closestName } from "./closest-name.ts";

describe("closestName", () => {
  it.each([
    ["minIntervalMS", "minIntervalMs"],
    ["min-interval-ms", "minIntervalMs"],
    ["minIntervallMs", "minIntervalMs"],
    ["timeout", undefined],
    ["", undefined],
  ])("%j means %j", (written, meant) => {
    expect(closestName(written, ["minIntervalMs", "maximumAge", "concurrency"])).toBe(meant);
  });
});
