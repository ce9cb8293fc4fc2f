import { describe, expect, it } from "vitest";
import { watchedPod, watchedPool } from "../testing/kubernetes-objects.ts";
import { createPoolBook } from "./pool-book.ts";

const KEY = "games/chat";
const ID = "games/chat";
const pods = [watchedPod("chat-2-bbbbb"), watchedPod("chat-1-aaaaa", { phase: "closed" })];

describe("a pool", () => {
  it("has the settings of its PodPool, its open pods, and the phases of all", () => {
    const book = createPoolBook();
    const spec = {
      port: 8080,
      workload: { format: "prometheus", clientsMetric: "rooms", port: 9090 },
      picking: { scorer: "utilization" },
      routing: { mode: "override-host", queryParameter: "" },
    };
    expect(book.write(KEY, watchedPool(spec), pods)).toBe(true);
    const pool = book.pools.get(ID);
    expect(pool?.pods.map(({ podId }) => podId)).toEqual(["chat-2-bbbbb"]);
    expect(pool?.phases?.map(({ podId, state }) => [podId, state])).toEqual([
      ["chat-1-aaaaa", "unlisted"],
      ["chat-2-bbbbb", "open"],
    ]);
    expect(pool?.settings).toEqual({
      workload: { format: "prometheus", path: "/workload", clientsMetric: "rooms", port: 9090 },
      picking: { scorer: "utilization", picker: "adaptive", leaseSeconds: 30, reportMaxAgeSeconds: 15 },
      routing: { mode: "override-host", queryParameter: "" },
    });
  });

  it("is the same object as long as nothing that is told has changed", () => {
    const book = createPoolBook();
    book.write(KEY, watchedPool({ port: 8080 }), pods);
    const before = book.pools.get(ID);
    expect(book.write(KEY, watchedPool({ port: 8080, scaling: { maxReplicas: 3 } }, 2), pods)).toBe(false);
    expect(book.pools.get(ID)).toBe(before);
    expect(book.write(KEY, watchedPool({ port: 8081 }, 3), pods)).toBe(true);
    expect(book.pools.get(ID)?.pods[0]?.endpoint).toBe("10.1.2.3:8081");
  });

  it("is gone with its PodPool, whatever pods are left", () => {
    const book = createPoolBook();
    expect(book.write(KEY, undefined, pods)).toBe(false);
    book.write(KEY, watchedPool({ port: 8080 }), pods);
    expect(book.write(KEY, undefined, pods)).toBe(true);
    expect(book.pools.size).toBe(0);
  });

  it("takes fields that only a later release knows, where they are none of its matter", () => {
    const book = createPoolBook();
    book.write(KEY, watchedPool({ port: 8080, rebalancing: { enabled: true } }), pods);
    expect(book.pools.get(ID)?.fault).toBeUndefined();
  });
});

describe("a PodPool whose spec cannot be read", () => {
  it("keeps its last good settings, with its pods going on, and says what is wrong", () => {
    const book = createPoolBook();
    book.write(KEY, watchedPool({ port: 8080, picking: { leaseSeconds: 60 } }), []);
    book.write(KEY, watchedPool({ port: 0, picking: { scorer: "luck" } }, 2), []);
    const faulty = book.pools.get(ID);
    expect(faulty?.settings?.picking.leaseSeconds).toBe(60);
    expect(faulty?.fault).toMatchObject({
      code: "pod_pool_unreadable",
      message: expect.stringMatching(
        /PodPool games\/chat .*spec\.port = 0: .*spec\.picking\.scorer = "luck": /,
      ),
    });
    book.write(KEY, watchedPool({ port: 0, picking: { scorer: "luck" } }, 2), pods);
    expect(book.pools.get(ID)?.pods[0]?.endpoint).toBe("10.1.2.3:8080");
    expect(book.pools.get(ID)?.fault).toBe(faulty?.fault);
    book.write(KEY, watchedPool({ port: 8082 }, 3), pods);
    expect(book.pools.get(ID)?.fault).toBeUndefined();
    expect(book.pools.get(ID)?.pods[0]?.endpoint).toBe("10.1.2.3:8082");
  });

  it("gives no pods when it never could be, and takes nothing over from one that was deleted", () => {
    const book = createPoolBook();
    book.write(KEY, watchedPool({ port: 8080 }, 1, "uid-1"), pods);
    book.write(KEY, watchedPool(undefined, 1, "uid-2"), pods);
    const pool = book.pools.get(ID);
    expect(pool?.pods).toEqual([]);
    expect(pool?.settings).toBeUndefined();
    expect(pool?.fault?.message).toContain("spec = (missing)");
    expect(pool?.phases?.map(({ unlistedBecause }) => unlistedBecause)).toEqual(["closed", "no_port"]);
  });
});
