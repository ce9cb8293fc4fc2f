import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hostilePodIds } from "../testing/hostile-strings.ts";
import { isRouteId, routeIdForJob, routeIdSchema } from "./route-id.ts";

const jobName = fc.stringMatching(/^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/);

describe("route ids", () => {
  it.each(["a", "chat-7", "7", "a".repeat(63)])("accepts %j", (routeId) => {
    expect(isRouteId(routeId)).toBe(true);
    expect(routeIdSchema.parse(routeId)).toBe(routeId);
  });

  it.each([...hostilePodIds, "a.b", "a".repeat(64)].map((routeId) => [routeId]))("refuses %j", (routeId) => {
    expect(isRouteId(routeId)).toBe(false);
    expect(routeIdSchema.safeParse(routeId).success).toBe(false);
  });
});

describe("routeIdForJob", () => {
  it("keeps the name of a Job that is a DNS label", () => {
    expect(routeIdForJob("chat-7")).toBe("chat-7");
    expect(routeIdForJob("a".repeat(63))).toBe("a".repeat(63));
  });

  it("stays the same from release to release", () => {
    expect(routeIdForJob("chat.eu.7")).toBe("chat-eu-7-mjtgbuhq");
    expect(routeIdForJob("a".repeat(64))).toBe(`${"a".repeat(54)}-ctsic63p`);
  });

  it("gives a valid route id for every name, even one that is no name", () => {
    fc.assert(fc.property(jobName, (name) => isRouteId(routeIdForJob(name))));
    fc.assert(fc.property(fc.string({ unit: "binary" }), (name) => isRouteId(routeIdForJob(name))));
    for (const name of ["", ".", "...", "-", "--a--", "Ü", "a".repeat(10_000)])
      expect(isRouteId(routeIdForJob(name))).toBe(true);
  });

  it("tells names apart that differ after the cut, or only in a dot", () => {
    const long = "a".repeat(70);
    const names = [`${long}1`, `${long}2`, "a.b", "a-b", "a..b", "a.b.", "A.b", ".", "..", ""];
    expect(new Set(names.map(routeIdForJob)).size).toBe(names.length);
  });

  it("does not collide among many numbered long names", () => {
    const names = Array.from({ length: 5_000 }, (_, index) => `${"session-recorder.".repeat(4)}${index}`);
    expect(new Set(names.map(routeIdForJob)).size).toBe(names.length);
  });
});
