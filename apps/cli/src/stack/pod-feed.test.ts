import fc from "fast-check";
import { expect, test } from "vitest";
import { createPodFeed, type FedPod } from "./pod-feed.ts";

const pod = (podId: string, state: FedPod["state"] = "open"): FedPod => ({
  podId,
  routeId: podId,
  endpoint: `127.0.0.1:2000${podId.length}`,
  state,
});

/** Records which pods gateway and lookup service know, and checks after each step that none is given out unrouted. */
function recorder(): { feed: ReturnType<typeof createPodFeed>; steps: string[] } {
  const steps: string[] = [];
  let routed: readonly FedPod[] = [];
  let listed: readonly FedPod[] = [];
  const check = (): void => {
    const known = new Set(routed.map(({ podId }) => podId));
    expect(listed.every(({ podId }) => known.has(podId))).toBe(true);
  };
  const say = (what: string, pods: readonly FedPod[]): void => {
    steps.push(
      `${what} ${pods.map(({ podId, state }) => (state === "open" ? podId : `(${podId})`)).join(" ")}`.trim(),
    );
    check();
  };
  const feed = createPodFeed({
    async route(pods) {
      await Promise.resolve();
      routed = pods;
      say("route", pods);
    },
    async list(pods) {
      await Promise.resolve();
      listed = pods;
      say("list", pods);
    },
  });
  return { feed, steps };
}

test("a new pod is routed, then listed; one that ended is unlisted, then unrouted", async () => {
  const { feed, steps } = recorder();
  await feed.set([pod("a")]);
  await feed.set([pod("a"), pod("bb")]);
  await feed.set([pod("bb")]);
  expect(steps).toEqual(["route a", "list a", "route a bb", "list a bb", "list bb", "route bb"]);
});

test("a pod that drains keeps its route, and one that replaces another comes after it has gone", async () => {
  const { feed, steps } = recorder();
  await feed.set([pod("a")]);
  await feed.set([pod("a", "draining")]);
  await feed.set([pod("bb")]);
  expect(steps.slice(2)).toEqual(["list (a)", "route (a)", "list", "route bb", "list bb"]);
});

test("calls that come meanwhile are taken together, and nothing new is nothing to do", async () => {
  const { feed, steps } = recorder();
  await Promise.all([feed.set([pod("a")]), feed.set([pod("a"), pod("bb")]), feed.set([pod("bb")])]);
  await feed.set([pod("bb")]);
  expect(steps).toEqual(["route bb", "list bb"]);
});

test("whatever comes, no pod is given out unrouted, and the last call holds", async () => {
  const pods = fc.uniqueArray(
    fc.record({ podId: fc.constantFrom("a", "bb", "ccc", "dddd"), draining: fc.boolean() }),
    { selector: ({ podId }) => podId },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(pods, fc.boolean()), { minLength: 1, maxLength: 8 }),
      async (calls) => {
        const { feed, steps } = recorder();
        let last: FedPod[] = [];
        for (const [wanted, wait] of calls) {
          last = wanted.map(({ podId, draining }) => pod(podId, draining ? "draining" : "open"));
          const set = feed.set(last);
          if (wait) await set;
        }
        await feed.set(last);
        const names = last.map(({ podId, state }) => (state === "open" ? podId : `(${podId})`)).join(" ");
        for (const what of ["route", "list"]) {
          expect(steps.findLast((step) => step.startsWith(what)) ?? what).toBe(`${what} ${names}`.trim());
        }
      },
    ),
  );
});

test("a gateway that takes the pods no more fails the call", async () => {
  const feed = createPodFeed({
    route: () => Promise.reject(new Error("gone")),
    list: () => Promise.resolve(),
  });
  await expect(feed.set([pod("a")])).rejects.toThrow("gone");
});
