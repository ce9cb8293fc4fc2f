import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hang, reply, snapshotOf, type Answer } from "./world/lookup-double.ts";
import type { Pod } from "./world/pod.ts";
import { until } from "@fairlead/test-support";
import { startWorld, type World } from "./world/world.ts";

const good = (pods: readonly Pod[]): string => snapshotOf(pods.slice(0, 1), { maxAgeMs: 60_000 });

/** Each takes the good text and spoils it. */
const faults: readonly (readonly [string, (text: string) => Answer])[] = [
  ["truncated after the header", (text) => reply(200, text.slice(0, text.indexOf("\n") + 1))],
  ["truncated inside a line", (text) => reply(200, text.slice(0, text.indexOf("\n") + 8))],
  ["without its last line", (text) => reply(200, text.replace("end\n", ""))],
  ["of the future format version", (text) => reply(200, text.replace("snapshot/1", "snapshot/2"))],
  ["with a hostile pod id", (text) => reply(200, text.replace("chat-0", "chat-0&x=1"))],
  ["with a negative score", (text) => reply(200, text.replace(" o 0 ", " o -1 "))],
  ["with a step of zero", (text) => reply(200, text.replace(" 1000 ", " 0 "))],
  ["with a score of 10^30", (text) => reply(200, text.replace(" o 0 ", ` o 1${"0".repeat(30)} `))],
  [
    "with an endpoint that is none",
    (text) => reply(200, text.replace(/127\.0\.0\.1:\d+/, "evil.example:80")),
  ],
  ["with CR LF", (text) => reply(200, text.replaceAll("\n", "\r\n"))],
  ["empty", () => reply(200, "")],
  ["of 10 MB", () => reply(200, Buffer.alloc(10_000_000, "a"))],
  ["as HTML", () => reply(200, "<html><body>It works!</body></html>", { "content-type": "text/html" })],
  ["refused with 500", () => reply(500, "oops")],
  ["refused with 404", () => reply(404, "")],
  ["never answered", () => hang],
];

describe("a snapshot that is no good leaves the held one in place", () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld({
      filter: { mode: "snapshot", timeout_ms: 100 },
      prepare: (lookup, pods) => {
        lookup.lookup = reply(500);
        lookup.snapshot = reply(200, good(pods));
      },
    });
    await until("the filter has its snapshot", async () => (await world.counted("pods")) > 0);
  });
  afterAll(() => world?.stop());

  it.each(faults)("snapshot %s", async (_name, spoil) => {
    world.lookup.snapshot = spoil(good(world.pods));
    const asked = world.lookup.requests.length;
    await until("the filter has asked twice", async () => {
      const { status, seen } = await world.get("/room");
      expect(status).toBe(200);
      expect(seen?.podId).toBe("chat-0");
      return world.lookup.requests.length >= asked + 2;
    });
    expect((await world.get("/room")).seen?.url).toBe("/room?podId=chat-0");
    world.lookup.snapshot = reply(200, good(world.pods));
  });
});

describe("a snapshot that grows too old", () => {
  it("is not picked from: the filter asks, and lets the request pass when nobody answers", async () => {
    const world = await startWorld({
      filter: { mode: "snapshot", snapshot_max_age_ms: 200, timeout_ms: 100 },
      prepare: (lookup, pods) => {
        lookup.lookup = reply(200, "chat-2");
        lookup.snapshot = reply(200, good(pods));
      },
    });
    try {
      await until("the filter has its snapshot", async () => (await world.counted("pods")) > 0);
      world.lookup.snapshot = reply(500);
      await until(
        "the filter asks for a pod",
        async () => (await world.get("/room")).seen?.podId === "chat-2",
      );
      await world.lookup.kill();
      const { status, seen } = await world.get("/room");
      expect(status).toBe(200);
      expect(seen?.url).toBe("/room");
      await world.lookup.revive();
      world.lookup.snapshot = reply(200, good(world.pods));
      await until(
        "the filter picks from a snapshot again",
        async () => (await world.get("/room")).seen?.url === "/room?podId=chat-0",
      );
    } finally {
      await world.stop();
    }
  });
});

describe("a lookup service that is absent at the start", () => {
  it("snapshot: requests pass, and are routed once it is there", async () => {
    const world = await startWorld({ filter: { mode: "snapshot" }, prepare: (lookup) => lookup.kill() });
    try {
      const { status, seen } = await world.get("/room");
      expect(status).toBe(200);
      expect(seen?.url).toBe("/room");
      world.lookup.snapshot = reply(200, good(world.pods));
      await world.lookup.revive();
      await until(
        "the filter picks",
        async () => (await world.get("/room")).seen?.url === "/room?podId=chat-0",
      );
    } finally {
      await world.stop();
    }
  });
});
