import { describe, expect, it } from "vitest";
import { watchedPod, type PodFacts } from "../testing/kubernetes-objects.ts";
import { readPod } from "./read-pod.ts";
import { slimPod } from "./watched-objects.ts";

const AT = "2026-01-02T03:04:05Z";
const read = (facts: PodFacts, port: number | undefined = 8080) =>
  readPod(watchedPod("chat-7-x7k4q", facts), port);

describe("a pod that the scaler has opened", () => {
  it("is given out at its address, with the route of its Job and the revision that was read", () => {
    expect(read({ revision: 3 })).toEqual({
      phase: {
        podId: "chat-7-x7k4q",
        routeId: "chat-7",
        phaseRevision: 3,
        state: "open",
        unlistedBecause: null,
      },
      listed: { podId: "chat-7-x7k4q", routeId: "chat-7", endpoint: "10.1.2.3:8080", state: "open" },
    });
  });

  it("has an address of IPv6 in brackets", () => {
    expect(read({ status: { podIP: "fd00::7" } }).listed?.endpoint).toBe("[fd00::7]:8080");
  });

  it("has the route of a Job whose name is no DNS label", () => {
    const { listed, phase } = read({ job: "rooms.eu.example" });
    expect(listed?.routeId).toMatch(/^rooms-eu-example-[a-z0-9]{8}$/);
    expect(phase.routeId).toBe(listed?.routeId);
  });

  it("is left to its clients when somebody else deletes it", () => {
    expect(read({ deletionTimestamp: AT }).listed?.state).toBe("draining");
  });
});

it("is listed for its clients while it drains, deleted or not", () => {
  expect(read({ phase: "draining" }).listed?.state).toBe("draining");
  expect(read({ phase: "draining", deletionTimestamp: AT }).phase.state).toBe("draining");
});

describe("a pod that is given to nobody", () => {
  it.each<[string, PodFacts, string]>([
    ["is starting", { phase: "starting" }, "starting"],
    ["is closed", { phase: "closed" }, "closed"],
    ["is closed and deleted", { phase: "closed", deletionTimestamp: AT }, "closed"],
    ["has a phase of another release", { phase: "paused" }, "unknown_phase"],
    ["has ended well", { status: { phase: "Succeeded" } }, "ended"],
    ["has ended badly while it drained", { phase: "draining", status: { phase: "Failed" } }, "ended"],
    ["has no address yet", { status: { podIP: "" } }, "no_address"],
    ["has an address that is none", { status: { podIP: "chat-7" } }, "no_address"],
  ])("%s, and tells its revision all the same", (_, facts, unlistedBecause) => {
    const { listed, phase } = read({ revision: 4, ...facts });
    expect(listed).toBeUndefined();
    expect(phase).toMatchObject({ phaseRevision: 4, state: "unlisted", unlistedBecause });
  });

  it("has no phase", () => {
    const { metadata, ...rest } = watchedPod("chat-7-x7k4q");
    expect(readPod({ ...rest, metadata: { ...metadata, labels: {} } }, 8080).phase).toEqual({
      podId: "chat-7-x7k4q",
      routeId: "chat-7-x7k4q",
      phaseRevision: 1,
      state: "unlisted",
      unlistedBecause: "unknown_phase",
    });
  });

  it("has a pool whose port could never be read", () => {
    expect(readPod(watchedPod("chat-7-x7k4q"), undefined).phase.unlistedBecause).toBe("no_port");
  });
});

it.each(["", "two", "-1", "1.5", "1e3", "9".repeat(16)])("has no revision %j", (revision) => {
  expect(read({ revision }).phase.phaseRevision).toBeNull();
});

it("is read the same from what is kept of it", () => {
  const pod = watchedPod("chat-7-x7k4q", { deletionTimestamp: AT });
  const { metadata } = pod;
  const whole = {
    ...pod,
    metadata: { ...metadata, labels: { ...metadata.labels, app: "chat" }, managedFields: [{}] },
    spec: { containers: [] },
  };
  expect(slimPod(whole)).toEqual(pod);
});
