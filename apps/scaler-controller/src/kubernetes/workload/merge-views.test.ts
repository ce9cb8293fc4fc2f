import { describe, expect, it } from "vitest";
import type { LookupPoolView } from "../../lookup/lookup-view.ts";
import { mergeViews } from "./merge-views.ts";

type Phase = NonNullable<LookupPoolView["phases"]>["pods"][number];
type Pod = LookupPoolView["pods"][number];

const phaseOf = (
  state: Phase["state"],
  phaseRevision: number | null,
  podId = "chat-1-a",
  routeId = "chat-1",
): Phase => ({
  podId,
  routeId,
  phaseRevision,
  state,
  report: null,
});
const podOf = (
  podId: string,
  clients: number | null,
  ageMs: number | null,
  parts: Partial<Pod> = {},
): Pod => ({
  podId,
  state: "open",
  status: "fresh",
  clients,
  capacity: null,
  ageMs,
  ...parts,
});
const viewOf = (
  phases: readonly Phase[] | null,
  pods: readonly Pod[] = [],
  waitingClients = 0,
): LookupPoolView => ({
  revision: null,
  waitingClients,
  pods: [...pods],
  phases: phases === null ? null : { pods: [...phases] },
});
const merged = (views: readonly LookupPoolView[], missing = 0) => mergeViews(views, missing, 1_000).entries;

describe("a phase has been read", () => {
  it("once all replicas have read the same", () => {
    const view = viewOf([phaseOf("draining", 3)]);
    expect(merged([view, view])).toEqual([{ routeId: "chat-1", state: "draining", phaseRevision: 3 }]);
  });

  it.each([
    ["one has read another", [viewOf([phaseOf("draining", 3)]), viewOf([phaseOf("open", 2)])], 0],
    ["one has read none", [viewOf([phaseOf("draining", 3)]), viewOf([phaseOf("draining", null)])], 0],
    ["none has read any", [viewOf([phaseOf("draining", null)])], 0],
    ["one does not know the pod", [viewOf([phaseOf("draining", 3)]), viewOf([])], 0],
    ["one has no phases at all", [viewOf([phaseOf("draining", 3)]), viewOf(null)], 0],
    ["one does not answer", [viewOf([phaseOf("draining", 3)])], 1],
    [
      "a pod of its Job carries another",
      [viewOf([phaseOf("draining", 3), phaseOf("open", 2, "chat-1-b")])],
      0,
    ],
  ])("and not while %s", (_, views, missing) => {
    expect(merged(views, missing)[0]).not.toHaveProperty("phaseRevision");
  });
});

describe("a pod", () => {
  it("is given out as far as any replica gives it out", () => {
    const states = (...all: Phase["state"][]) =>
      merged(all.map((state) => viewOf([phaseOf(state, 1)])))[0]?.state;
    expect(states("unlisted", "unlisted")).toBe("unlisted");
    expect(states("unlisted", "draining")).toBe("draining");
    expect(states("open", "unlisted", "draining")).toBe("open");
  });

  it("has the newest report that any replica has of it", () => {
    const phases = [phaseOf("open", 1)];
    const [entry] = merged([
      viewOf(phases, [podOf("chat-1-a", 5, 300)]),
      viewOf(phases, [podOf("chat-1-a", 7, 100, { capacity: 9 })]),
      viewOf(phases, [podOf("chat-1-a", null, null)]),
    ]);
    expect(entry?.report).toEqual({
      podId: "chat-1-a",
      clients: 7,
      capacity: 9,
      sampledAtMs: 900,
      draining: false,
    });
  });

  it("has, of several pods of its Job, the newest report", () => {
    const phases = [phaseOf("open", 1, "chat-1-a"), phaseOf("open", 1, "chat-1-b")];
    const pods = [podOf("chat-1-a", 5, 900), podOf("chat-1-b", 2, 10)];
    expect(merged([viewOf(phases, pods)])).toMatchObject([
      { phaseRevision: 1, report: { podId: "chat-1-b" } },
    ]);
  });

  it("has what it pushed since it is closed, as of the earliest time that it can stand for", () => {
    const pushed = (clients: number, ageMs: number): Phase => ({
      ...phaseOf("unlisted", 4),
      report: { clients, capacity: null, draining: false, ageMs },
    });
    const [entry] = merged([
      viewOf([pushed(2, 300)]),
      viewOf([pushed(0, 900)]),
      viewOf([phaseOf("unlisted", 4)]),
    ]);
    expect(entry?.report).toEqual({
      podId: "chat-1-a",
      clients: 2,
      capacity: null,
      draining: false,
      sampledAtMs: 1_000 - 300 - 5_000,
    });
  });

  it("asks to drain by its own report, not by the phase that it was given", () => {
    const drains = (parts: Partial<Pod>) =>
      merged([viewOf([phaseOf("open", 1)], [podOf("chat-1-a", 1, 1, parts)])])[0]?.report?.draining;
    expect(drains({ status: "draining" })).toBe(true);
    expect(drains({ status: "draining", state: "draining" })).toBe(false);
  });
});

it("adds the clients that wait at each replica, and takes the time of the question", () => {
  expect(mergeViews([viewOf([], [], 2), viewOf(null, [], 3)], 0, 1_000)).toEqual({
    observedAtMs: 1_000,
    entries: [],
    waitingClients: 5,
  });
});
