import type { EventRecorder } from "@fairlead/controller-kit";
import { describe, expect, it } from "vitest";
import { createPoolEvents } from "./pool-events.ts";

function setUp() {
  const told: Parameters<EventRecorder["record"]>[] = [];
  let current = { metadata: { name: "chat", namespace: "shop", uid: "1" }, spec: {} };
  const events = createPoolEvents(
    {
      record: (...event: Parameters<EventRecorder["record"]>) => void told.push(event),
      flush: async () => {},
    },
    () => current,
  );
  return { events, told, replace: (next: typeof current) => void (current = next) };
}

describe("an event of a pool", () => {
  it("is about its PodPool, as it was known last, though that may have gone", () => {
    const { events, replace, told } = setUp();
    events.record({ atMs: 1, reason: "PodOpened", routeId: "chat-1", message: "" });
    replace({ metadata: { name: "chat", namespace: "shop", uid: "1" }, spec: { port: 1 } });
    events.record({ atMs: 2, reason: "PodDeleted", routeId: "chat-1", message: "" });
    const about = {
      apiVersion: "fairlead.dev/v1alpha1",
      kind: "PodPool",
      metadata: { name: "chat", uid: "1" },
    };
    expect(told[0]?.[0]).toMatchObject(about);
    expect(told[1]?.[0]).toMatchObject(about);
  });

  it("is a warning where somebody should look at it, and says which pod", () => {
    const { events, told } = setUp();
    events.record({ atMs: 1, reason: "PodDraining", routeId: "chat-1", message: "fewer pods are wanted" });
    events.record({ atMs: 1, reason: "StartsFailing", message: "three in a row" });
    events.record({ atMs: 1, reason: "PodDeleted", routeId: "chat-2", message: "outdated_template" });
    events.corrected("Service", "chat");
    expect(told.map((event) => event.slice(1))).toEqual([
      ["Normal", "PodDraining", "chat-1 drains: fewer pods are wanted"],
      ["Warning", "StartsFailing", "three in a row"],
      ["Normal", "PodDeleted", "chat-2 is deleted, without a client: outdated template"],
      ["Warning", "ObjectCorrected", "Service chat was not as the pool says, and is written anew"],
    ]);
  });
});
