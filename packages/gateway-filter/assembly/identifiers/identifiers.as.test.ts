import { describe, expect, test } from "vitest-pool-assemblyscript/assembly";
import { literal, NONE } from "../bytes/span";
import { isEndpoint, isEndpointList } from "./endpoint";
import { isPodId, isPoolName, isRouteId } from "./names";

describe("names", () => {
  test("pod ids", () => {
    expect(isPodId(literal("a"))).toBe(true);
    expect(isPodId(literal("chat-7.x2k4q"))).toBe(true);
    expect(isPodId(literal("x".repeat(253)))).toBe(true);
    expect(isPodId(literal("x".repeat(254)))).toBe(false);
    expect(isPodId(NONE)).toBe(false);
    expect(isPodId(literal("-a"))).toBe(false);
    expect(isPodId(literal("a."))).toBe(false);
    expect(isPodId(literal("a b"))).toBe(false);
    expect(isPodId(literal("A"))).toBe(false);
    expect(isPodId(literal("a\n"))).toBe(false);
  });

  test("route ids have no dots and at most 63 characters", () => {
    expect(isRouteId(literal("x".repeat(63)))).toBe(true);
    expect(isRouteId(literal("x".repeat(64)))).toBe(false);
    expect(isRouteId(literal("a.b"))).toBe(false);
  });

  test("pool names", () => {
    expect(isPoolName(literal("default/chat"))).toBe(true);
    expect(isPoolName(literal("default/chat.v2"))).toBe(true);
    expect(isPoolName(literal("a.b/chat"))).toBe(false);
    expect(isPoolName(literal("default/"))).toBe(false);
    expect(isPoolName(literal("/chat"))).toBe(false);
    expect(isPoolName(literal("chat"))).toBe(false);
    expect(isPoolName(literal("a/b/c"))).toBe(false);
    expect(isPoolName(literal("a/b..c"))).toBe(false);
  });
});

describe("endpoints", () => {
  test("IPv4", () => {
    expect(isEndpoint(literal("10.0.3.17:8080"))).toBe(true);
    expect(isEndpoint(literal("255.255.255.255:65535"))).toBe(true);
    expect(isEndpoint(literal("10.0.3:8080"))).toBe(false);
    expect(isEndpoint(literal("10.0.3.256:8080"))).toBe(false);
    expect(isEndpoint(literal("10.0.3.01:8080"))).toBe(false);
    expect(isEndpoint(literal("10.0.3.17:0"))).toBe(false);
    expect(isEndpoint(literal("10.0.3.17:65536"))).toBe(false);
    expect(isEndpoint(literal("10.0.3.17"))).toBe(false);
    expect(isEndpoint(literal("pod:80"))).toBe(false);
  });

  test("IPv6", () => {
    expect(isEndpoint(literal("[::1]:80"))).toBe(true);
    expect(isEndpoint(literal("[::]:80"))).toBe(true);
    expect(isEndpoint(literal("[fd00::7:1]:80"))).toBe(true);
    expect(isEndpoint(literal("[1:2:3:4:5:6:7:8]:80"))).toBe(true);
    expect(isEndpoint(literal("[::ffff:10.0.0.1]:80"))).toBe(true);
    expect(isEndpoint(literal("[1:2:3:4:5:6:7]:80"))).toBe(false);
    expect(isEndpoint(literal("[1:2:3:4:5:6:7:8:9]:80"))).toBe(false);
    expect(isEndpoint(literal("[1::2::3]:80"))).toBe(false);
    expect(isEndpoint(literal("[1:]:80"))).toBe(false);
    expect(isEndpoint(literal("[:1]:80"))).toBe(false);
    expect(isEndpoint(literal("[12345::]:80"))).toBe(false);
    expect(isEndpoint(literal("[::1]80"))).toBe(false);
    expect(isEndpoint(literal("::1:80"))).toBe(false);
  });

  test("lists", () => {
    expect(isEndpointList(literal("10.0.0.1:80,[::1]:80"))).toBe(true);
    expect(isEndpointList(literal("10.0.0.1:80,"))).toBe(false);
    expect(isEndpointList(literal("10.0.0.1:80, 10.0.0.2:80"))).toBe(false);
  });
});
