import { expect, test } from "vitest";
import type { LocalPod } from "./local-pod.ts";
import { createPodFeed, REMOVED_CLUSTER_GRACE_MS } from "./pod-feed.ts";
import { createResources } from "./resources.ts";

const pod = (id: string): LocalPod => ({ podId: id, routeId: id, endpoint: "127.0.0.1:80", state: "open" });

/** A feed that writes down what it is given instead of handing it to Envoy. */
function record(mode: "routes" | "override_host", pods: LocalPod[]) {
  const applied: string[] = [];
  let clockMs = 0;
  const resources = createResources({
    options: { pods, routing: { mode } },
    files: { path: (kind) => kind, write: async () => undefined, restore: async () => undefined },
    host: "127.0.0.1",
    wasmPath: undefined,
  });
  const podFeed = createPodFeed({
    resources,
    pods,
    now: () => clockMs,
    feed: {
      apply: async (kind, content) => {
        const clusters = content.map((cluster) => String(cluster["name"])).filter((name) => name !== "pool");
        applied.push(kind === "clusters" ? `clusters ${clusters.join(" ")}` : kind);
      },
    },
  });
  const take = (): string[] => applied.splice(0);
  return { podFeed, take, pass: (milliseconds: number) => (clockMs += milliseconds) };
}

test("clusters come before their routes, and those of removed pods stay", async () => {
  const { podFeed, take } = record("routes", [pod("a"), pod("b")]);
  await podFeed.apply([pod("b"), pod("c")]);
  expect(take()).toEqual(["clusters pod-b pod-c pod-a", "endpoints", "routes"]);
  expect(podFeed.hasLeftClusters()).toBe(true);
});

test("clusters of removed pods go after the grace period, each by its own clock", async () => {
  const { pass, podFeed, take } = record("routes", [pod("a"), pod("b")]);
  await podFeed.apply([pod("b")]);
  pass(REMOVED_CLUSTER_GRACE_MS - 1);
  await podFeed.apply([]);
  take();
  await podFeed.removeLeftClusters();
  expect(take()).toEqual(["clusters pod-a pod-b"]);
  pass(1);
  await podFeed.removeLeftClusters();
  expect(take()).toEqual(["clusters pod-b"]);
  pass(REMOVED_CLUSTER_GRACE_MS);
  await podFeed.removeLeftClusters();
  expect(take()).toEqual(["clusters "]);
  expect(podFeed.hasLeftClusters()).toBe(false);
});

test("updates that follow one another more closely than the grace period do not keep clusters", async () => {
  const { pass, podFeed, take } = record("routes", [pod("a"), pod("b")]);
  await podFeed.apply([pod("b")]);
  for (let update = 0; update < 4; update += 1) {
    pass(REMOVED_CLUSTER_GRACE_MS / 4);
    await podFeed.apply([pod("b")]);
  }
  expect(take().at(-3)).toBe("clusters pod-b");
});

test("a pod that comes back has one cluster, and keeps it", async () => {
  const { pass, podFeed, take } = record("routes", [pod("a")]);
  await podFeed.apply([]);
  await podFeed.apply([pod("a")]);
  expect(take().at(-3)).toBe("clusters pod-a");
  pass(REMOVED_CLUSTER_GRACE_MS);
  await podFeed.removeLeftClusters();
  expect(take()).toEqual(["clusters pod-a"]);
});

test("with override_host only endpoints and the plain route are fed", async () => {
  const { podFeed, take } = record("override_host", [pod("a")]);
  await podFeed.apply([pod("b")]);
  expect(take()).toEqual(["endpoints", "routes"]);
  expect(podFeed.hasLeftClusters()).toBe(false);
});
