import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryEndpoint, arbitraryPodId } from "../testing/fast-check.ts";
import { hostileEndpoints, hostilePodIds } from "../testing/hostile-strings.ts";
import { endpointSchema, formatEndpoint, parseEndpoint } from "./endpoint.ts";
import { isPodId, podIdSchema } from "./pod-id.ts";
import { formatPoolId, isPoolId, parsePoolId, poolIdSchema } from "./pool-id.ts";

describe("pod ids", () => {
  it.each(["a", "7", "chat-7-x2k4q", "a.b", "a".repeat(253)])("accepts %j", (podId) => {
    expect(isPodId(podId)).toBe(true);
    expect(podIdSchema.parse(podId)).toBe(podId);
  });

  it.each(hostilePodIds.map((podId) => [podId]))("refuses %j", (podId) => {
    expect(isPodId(podId)).toBe(false);
    expect(podIdSchema.safeParse(podId).success).toBe(false);
  });

  it("are never able to leave their place in a request line or a header", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => !isPodId(text) || /^[a-z0-9.-]+$/.test(text)),
    );
    fc.assert(fc.property(arbitraryPodId, (podId) => encodeURIComponent(podId) === podId && isPodId(podId)));
  });
});

describe("pools", () => {
  it.each(["default/chat", "a/b", "team-1/chat.eu.v2"])("accepts %j", (pool) => {
    const parsed = parsePoolId(pool);
    expect(parsed && formatPoolId(parsed.namespace, parsed.name)).toBe(pool);
    expect(poolIdSchema.parse(pool)).toBe(pool);
  });

  it.each([
    "",
    "/",
    "chat",
    "default/",
    "/chat",
    "a/b/c",
    "a.b/c",
    "Default/chat",
    "a/b..c",
    "a/-b",
    "a/b\n",
    `a/${"b".repeat(64)}`,
    `${"a".repeat(64)}/b`,
  ])("refuses %j", (pool) => {
    expect(isPoolId(pool)).toBe(false);
    expect(parsePoolId(pool)).toBeUndefined();
    expect(poolIdSchema.safeParse(pool).success).toBe(false);
  });

  it("refuses a long hostile name at once", () => {
    expect(isPoolId(`a/${"a.".repeat(500_000)}`)).toBe(false);
    expect(isPoolId(`a/${"a-".repeat(158)}`)).toBe(false);
  });
});

describe("endpoints", () => {
  it.each([
    ["10.0.3.17:8080", { host: "10.0.3.17", port: 8080 }],
    ["0.0.0.0:1", { host: "0.0.0.0", port: 1 }],
    ["[fd00::7]:65535", { host: "fd00::7", port: 65_535 }],
    ["[::]:80", { host: "::", port: 80 }],
    ["[::1]:80", { host: "::1", port: 80 }],
    ["[1:2:3:4:5:6:7:8]:80", { host: "1:2:3:4:5:6:7:8", port: 80 }],
  ])("reads %j", (text, endpoint) => {
    expect(parseEndpoint(text)).toEqual(endpoint);
    expect(endpointSchema.parse(text)).toBe(text);
  });

  it.each(hostileEndpoints.map((text) => [text]))("refuses %j", (text) => {
    expect(parseEndpoint(text)).toBeUndefined();
    expect(endpointSchema.safeParse(text).success).toBe(false);
  });

  it("are written as they are read", () => {
    fc.assert(
      fc.property(arbitraryEndpoint, (text) => {
        const endpoint = parseEndpoint(text);
        expect(endpoint && formatEndpoint(endpoint)).toBe(text);
      }),
    );
  });

  it("take every port from 1 to 65535 and no other", () => {
    for (let port = 0; port <= 70_000; port += 1) {
      expect(parseEndpoint(`10.0.0.1:${port}`)?.port).toBe(port >= 1 && port <= 65_535 ? port : undefined);
    }
  });
});
