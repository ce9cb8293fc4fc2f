import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HEADER_POD_ID } from "@fairlead/routing-schema";
import { reply, snapshotOf } from "./world/lookup-double.ts";
import { until } from "@fairlead/test-support";
import { startWorld, type World } from "./world/world.ts";

describe("sticky_cookie", () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({
      filter: { mode: "snapshot", sticky_cookie: "room_pod", expose_pod: true },
      prepare: (lookup, pods) => ((lookup.snapshot = reply(200, snapshotOf(pods))), undefined),
    });
    await until("the filter has its snapshot", async () => (await world.counted("pods")) > 0);
  });
  afterAll(() => world?.stop());

  it("is set by the first answer and keeps the client on its pod", async () => {
    const first = await world.get("/room");
    const pod = first.seen?.podId ?? "";
    expect(first.headers["set-cookie"]).toBe(`room_pod=${pod}; Path=/; HttpOnly; SameSite=Lax`);
    for (let index = 0; index < 10; index += 1) {
      const next = await world.get("/room", { cookie: `a=b; room_pod=${pod}; c=d` });
      expect(next.seen?.podId).toBe(pod);
      expect(next.headers["set-cookie"]).toBeUndefined();
      expect(next.headers[HEADER_POD_ID]).toBe(pod);
    }
  });

  it("of a dead pod is replaced", async () => {
    const { seen, headers } = await world.get("/room", { cookie: "room_pod=chat-99" });
    expect(headers["set-cookie"]).toBe(`room_pod=${seen?.podId}; Path=/; HttpOnly; SameSite=Lax`);
  });

  it("yields to podId in the query", async () => {
    const { seen } = await world.get("/room?podId=chat-2", { cookie: "room_pod=chat-1" });
    expect(seen?.podId).toBe("chat-2");
  });

  it.each([
    "xroom_pod=chat-1",
    "room_pod=",
    "room_pod",
    `room_pod="chat-1"`,
    "room_pod=chat-1%0d%0ax: y",
    ";;;=;",
    `room_pod=${"a".repeat(5_000)}`,
  ])("that reads %s does no harm", async (cookie) => {
    const { status, seen } = await world.get("/room", { cookie });
    expect(status).toBe(200);
    expect(seen?.url).toMatch(/^\/room\?podId=chat-[0-2]$/);
  });
});

describe("client_pod_id: ignore", () => {
  it("picks whatever the client names, and leaves one podId", async () => {
    const world = await startWorld({
      filter: { mode: "snapshot", client_pod_id: "ignore" },
      prepare: (lookup, pods) => ((lookup.snapshot = reply(200, snapshotOf(pods.slice(0, 1)))), undefined),
    });
    try {
      await until("the filter has its snapshot", async () => (await world.counted("pods")) > 0);
      const { seen } = await world.get("/room?podId=chat-2&a=1");
      expect(seen?.podId).toBe("chat-0");
      expect(seen?.url).toBe("/room?a=1&podId=chat-0");
    } finally {
      await world.stop();
    }
  });
});
