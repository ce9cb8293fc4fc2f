import type { ProxyWasmHost } from "@fairlead/proxy-wasm-host";
import { expect, test } from "vitest";
import { createFedFilter, pod, request, snapshot, upstreamPod } from "./testing/filter.ts";

/** Sends requests and counts them by pod; `status` is what each pod answers. */
function spread(
  host: ProxyWasmHost,
  requests: number,
  status: (podId: string) => number = () => 200,
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (let index = 0; index < requests; index++) {
    const stream = request(host, "/");
    const podId = upstreamPod(stream) ?? "none";
    counts[podId] = (counts[podId] ?? 0) + 1;
    if (stream.requestPaused) continue;
    stream.responseHeaders({ ":status": String(status(podId)) });
    stream.close();
  }
  return counts;
}

test("own picks count at once: a burst between two snapshots spreads evenly", async () => {
  const host = await createFedFilter(snapshot(["a", "b", "c", "d", "e"].map((name) => pod(`pod-${name}`))));
  expect(spread(host, 500)).toEqual({ "pod-a": 100, "pod-b": 100, "pod-c": 100, "pod-d": 100, "pod-e": 100 });
});

test("a pick weighs as much as step and askers say", async () => {
  const pods = [pod("pod-a", { score: 0, step: 10 }), pod("pod-b", { score: 100, step: 10 })];
  const alone = await createFedFilter(snapshot(pods));
  expect(spread(alone, 10)).toEqual({ "pod-a": 10 });
  const withOthers = await createFedFilter(snapshot(pods, { askers: 5 }));
  expect(spread(withOthers, 2)).toEqual({ "pod-a": 2 });
  expect(Object.keys(spread(withOthers, 2)).toSorted()).toEqual(["pod-a", "pod-b"]);
});

test("a pod gets no more clients than it has room for, shared with the other askers", async () => {
  const host = await createFedFilter(
    snapshot([pod("pod-a", { room: 6 }), pod("pod-b", { score: 1_000_000 })], { askers: 2 }),
  );
  expect(spread(host, 10)).toEqual({ "pod-a": 3, "pod-b": 7 });
});

test("above 32 pods two at random are compared: nobody starves, and nobody is flooded", async () => {
  const pods = Array.from({ length: 100 }, (_, index) => pod(`pod-${index}`));
  const counts = Object.values(spread(await createFedFilter(snapshot(pods)), 10_000));
  expect(counts).toHaveLength(100);
  expect(Math.min(...counts)).toBeGreaterThan(80);
  expect(Math.max(...counts)).toBeLessThan(115);
});

test("ties fall at random", async () => {
  const first = new Set<string>();
  for (let startTimeNs = 1n; startTimeNs <= 40n; startTimeNs++) {
    const host = await createFedFilter(
      snapshot(["a", "b", "c"].map((name) => pod(`pod-${name}`))),
      {},
      { startTimeNs },
    );
    for (const name of Object.keys(spread(host, 1))) first.add(name);
  }
  expect([...first].toSorted()).toEqual(["pod-a", "pod-b", "pod-c"]);
});

test("a pod that answers errors fast does not look idle", async () => {
  const pods = [
    pod("pod-bad", { score: 0 }),
    pod("pod-b", { score: 1_000_000 }),
    pod("pod-c", { score: 1_000_000 }),
  ];
  const host = await createFedFilter(snapshot(pods));
  const counts = spread(host, 1000, (podId) => (podId === "pod-bad" ? 500 : 200));
  expect(counts["pod-bad"]).toBeLessThan(60);
});

test("it is tried again, and gets its clients back once it is well", async () => {
  const pods = [pod("pod-bad", { score: 0 }), pod("pod-b", { score: 1_000_000 })];
  const host = await createFedFilter(snapshot(pods, { maxAgeMs: 600_000 }), {
    snapshot_max_age_ms: 600_000,
    snapshot_interval_ms: 60_000,
  });
  spread(host, 300, (podId) => (podId === "pod-bad" ? 503 : 200));
  host.advance(30_000);
  spread(host, 300);
  expect(spread(host, 100)).toEqual({ "pod-bad": 100 });
});

test("errors of every pod leave every pod in", async () => {
  const host = await createFedFilter(snapshot([pod("pod-a"), pod("pod-b")]));
  const counts = spread(host, 1000, () => 500);
  expect(Object.values(counts).every((count) => count > 200)).toBe(true);
});
