import {
  encodePicks,
  encodeSnapshot,
  parseSnapshot,
  SNAPSHOT_MAX_PODS,
  type Snapshot,
} from "@fairlead/routing-schema";
import { afterEach, describe, expect, it } from "vitest";
import type { LookupService } from "../create-lookup-service.ts";
import type { MemorySource } from "../sources/memory-source.ts";
import { createTestService, listPods, pushPool } from "../testing/test-service.ts";

const POOL = "default/chat";
const services: LookupService<MemorySource>[] = [];
afterEach(() => Promise.all(services.splice(0).map((service) => service.stop())));

async function poolOf(count: number, clock = { nowMs: 0 }) {
  const service = createTestService({ pools: { [POOL]: pushPool } }, { clock: () => clock.nowMs });
  services.push(service);
  await service.start();
  service.source.set(POOL, listPods(count));
  return service;
}

async function snapshotOf(
  service: LookupService,
  headers: Record<string, string> = {},
): Promise<{ response: Response; snapshot: Snapshot }> {
  const response = await service.app.request(`/v1/snapshot?pool=${POOL}`, { headers });
  const text = await response.text();
  const snapshot = parseSnapshot(text);
  expect(encodeSnapshot(snapshot)).toBe(text);
  expect(response.headers.get("content-length")).toBe(String(text.length));
  return { response, snapshot };
}

const picks = (sequence: number, counts: Record<string, number>) =>
  encodePicks({ sequence, picks: new Map(Object.entries(counts)) });
const scoreOf = ({ pods }: Snapshot, podId: string) => pods.find((pod) => pod.podId === podId)?.score;

describe("a snapshot", () => {
  it("stays the same, byte for byte, until something changes", async () => {
    const clock = { nowMs: 0 };
    const service = await poolOf(3, clock);
    const first = await snapshotOf(service);
    clock.nowMs = 60_000;
    const second = await snapshotOf(service);
    expect(second.snapshot).toEqual(first.snapshot);
    const etag = first.response.headers.get("etag") ?? "";
    expect((await service.app.request("/v1/snapshot", { headers: { "if-none-match": etag } })).status).toBe(
      304,
    );
    expect(
      (await service.app.request("/v1/snapshot", { headers: { "if-none-match": `"x", W/${etag}` } })).status,
    ).toBe(304);
    await service.app.request("/pod-lookup");
    const third = await snapshotOf(service, { "if-none-match": etag });
    expect(third.snapshot.generation).toBeGreaterThan(first.snapshot.generation);
  });

  it("shows the service's own picks, and that they fade with time alone", async () => {
    const clock = { nowMs: 0 };
    const service = await poolOf(1, clock);
    const before = await snapshotOf(service);
    await service.app.request("/pod-lookup");
    const after = await snapshotOf(service);
    expect(scoreOf(after.snapshot, "pod-0")).toBe(
      (scoreOf(before.snapshot, "pod-0") ?? 0) + (after.snapshot.pods[0]?.step ?? 0),
    );
    clock.nowMs = 31_000;
    const faded = await snapshotOf(service);
    expect(scoreOf(faded.snapshot, "pod-0")).toBe(scoreOf(before.snapshot, "pod-0"));
    expect(faded.snapshot.generation).toBeGreaterThan(after.snapshot.generation);
  });

  it("differs between two runs of the service", async () => {
    const [one, other] = [await poolOf(1), await poolOf(1)];
    const etag = (await snapshotOf(one)).response.headers.get("etag") ?? "";
    expect((await other.app.request("/v1/snapshot", { headers: { "if-none-match": etag } })).status).toBe(
      200,
    );
  });

  it("lists draining pods as such", async () => {
    const service = await poolOf(0);
    service.source.set(POOL, [{ podId: "a", endpoint: "[::1]:80", state: "draining" }]);
    expect((await snapshotOf(service)).snapshot.pods).toMatchObject([
      { podId: "a", endpoint: "[::1]:80", state: "draining", room: 0 },
    ]);
  });

  it("of 300 pods is a sample, another one for each asker, and never holds a pod twice", async () => {
    const service = await poolOf(300);
    const samples = await Promise.all(
      ["a", "b", "c"].map(
        async (asker) => (await snapshotOf(service, { "x-fairlead-asker": asker })).snapshot,
      ),
    );
    const sets = samples.map(({ pods, poolSize }) => {
      expect([pods.length, poolSize]).toEqual([SNAPSHOT_MAX_PODS, 300]);
      const ids = new Set(pods.map(({ podId }) => podId));
      expect(ids.size).toBe(SNAPSHOT_MAX_PODS);
      return [...ids].sort().join(" ");
    });
    expect(new Set(sets).size).toBe(3);
  });

  it("of 300 pods is unchanged for the asker that holds it, until something changes", async () => {
    const service = await poolOf(300);
    const headers = { "x-fairlead-asker": "a" };
    const etag = (await snapshotOf(service, headers)).response.headers.get("etag") ?? "";
    const again = (asker: string) =>
      service.app.request("/v1/snapshot", { headers: { "x-fairlead-asker": asker, "if-none-match": etag } });
    expect((await again("a")).status).toBe(304);
    expect((await again("b")).status).toBe(200);
    await service.app.request("/pod-lookup");
    expect((await again("a")).status).toBe(200);
  });
});

describe("picks of askers", () => {
  it("count once, however often they are told", async () => {
    const service = await poolOf(2);
    const told = { "x-fairlead-asker": "vm1", "x-fairlead-picks": picks(4, { "pod-0": 3 }) };
    const first = await snapshotOf(service, told);
    const second = await snapshotOf(service, told);
    expect(scoreOf(second.snapshot, "pod-0")).toBe(scoreOf(first.snapshot, "pod-0"));
    expect(scoreOf(first.snapshot, "pod-0")).toBe(3 * (first.snapshot.pods[0]?.step ?? 0));
    const third = await snapshotOf(service, { ...told, "x-fairlead-picks": picks(5, { "pod-0": 1 }) });
    expect(scoreOf(third.snapshot, "pod-0")).toBe(4 * (first.snapshot.pods[0]?.step ?? 0));
  });

  it("make them askers until the lease is over", async () => {
    const clock = { nowMs: 0 };
    const service = await poolOf(2, clock);
    for (const asker of ["vm1", "vm2", "vm3"])
      await snapshotOf(service, { "x-fairlead-asker": asker, "x-fairlead-picks": picks(1, { "pod-0": 1 }) });
    expect((await snapshotOf(service, { "x-fairlead-asker": "idle" })).snapshot.askers).toBe(3);
    clock.nowMs = 31_000;
    expect((await snapshotOf(service)).snapshot.askers).toBe(1);
  });

  it("of a sampled pool count by the share of the pods that each of them sees", async () => {
    const service = await poolOf(SNAPSHOT_MAX_PODS * 4);
    const askersAfter = async (picking: number) => {
      for (let index = 0; index < picking; index += 1)
        await snapshotOf(service, {
          "x-fairlead-asker": `vm${index}`,
          "x-fairlead-picks": picks(picking, { "pod-0": 1 }),
        });
      return (await snapshotOf(service, { "x-fairlead-asker": "idle" })).snapshot.askers;
    };
    expect(await askersAfter(1)).toBe(1);
    expect(await askersAfter(10)).toBe(3);
    expect(await askersAfter(40)).toBe(10);
  });

  it("of pods that are gone are passed over", async () => {
    const service = await poolOf(1);
    const { snapshot } = await snapshotOf(service, {
      "x-fairlead-asker": "vm1",
      "x-fairlead-picks": picks(1, { gone: 9, "pod-0": 1 }),
    });
    expect(snapshot.pods).toHaveLength(1);
    expect(scoreOf(snapshot, "pod-0")).toBe(snapshot.pods[0]?.step);
  });

  it.each([
    ["x-fairlead-asker", "UPPER"],
    ["x-fairlead-asker", "a".repeat(33)],
    ["x-fairlead-picks", "1 pod-0=-1"],
    ["x-fairlead-picks", "1 pod-0=1e9"],
    ["x-fairlead-picks", "one pod-0=1"],
  ])("are refused with %s: %s", async (name, value) => {
    const service = await poolOf(1);
    expect((await service.app.request("/v1/snapshot", { headers: { [name]: value } })).status).toBe(400);
  });
});
