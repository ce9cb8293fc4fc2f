import { lookupPoolSchema, FairleadError, type LookupPool } from "@fairlead/routing-schema";
import { beforeEach, describe, expect, it } from "vitest";
import type { SourcePool } from "../sources/pod-source.ts";
import type { Pool } from "./pool.ts";
import { createPoolRegistry, type PoolRegistry } from "./pool-registry.ts";

const pods = ["chat-0", "chat-1"].map((podId) => ({
  podId,
  endpoint: "10.0.0.1:80",
  state: "open" as const,
}));
const settings = (input: object): LookupPool => lookupPoolSchema.parse(input);
const random = () => 0.5;

let registry: PoolRegistry;
let changed: string[];
let faults: string[];
beforeEach(() => {
  changed = [];
  faults = [];
  registry = createPoolRegistry({
    settings: { "a/configured": settings({ picking: { scorer: "utilization" } }) },
    random,
    changed: (pool, change) => changed.push(`${pool.id} ${change}`),
    unreadable: (pool, { code }) => faults.push(`${pool.id} ${code}`),
  });
});

const apply = (pools: Record<string, SourcePool>): void => registry.apply(new Map(Object.entries(pools)), 0);
const poolOf = (id: string): Pool => registry.get(id) as Pool;

describe("the settings of a pool", () => {
  it("are those of the source, unless the configuration names the pool", () => {
    const found = settings({ picking: { scorer: "clients", leaseSeconds: 60 } });
    apply({
      "a/chat": { pods, settings: found },
      "a/configured": { pods, settings: found },
      "a/plain": { pods },
    });
    expect(poolOf("a/chat").settings).toEqual(found);
    expect(poolOf("a/configured").settings.picking.scorer).toBe("utilization");
    expect(poolOf("a/plain").settings).toEqual(settings({}));
  });

  it("change while the pods keep their load", () => {
    apply({ "a/chat": { pods, settings: settings({}) } });
    const pool = poolOf("a/chat");
    pool.report("chat-0", { podId: "chat-0", clients: 5, capacity: 10, draining: false }, 100, 100);
    pool.report("chat-1", { podId: "chat-1", clients: 6, capacity: 100, draining: false }, 100, 100);
    pool.reportPicks(undefined, { sequence: 1, picks: new Map([["chat-1", 2]]) }, 110);
    expect(pool.peek(undefined, 120)).toMatchObject({ pod: { podId: "chat-0" } });
    const version = pool.version;
    apply({
      "a/chat": {
        pods,
        settings: settings({ picking: { scorer: "utilization" }, routing: { mode: "subset" } }),
      },
    });
    expect(poolOf("a/chat")).toBe(pool);
    expect(pool.version).toBeGreaterThan(version);
    // The smaller share of its capacity now, and no endpoint any more.
    expect(pool.peek(undefined, 120)).toMatchObject({ pod: { podId: "chat-1", endpoint: null } });
    expect(pool.table.explain(120)).toMatchObject([
      { podId: "chat-0", reportedClients: 5, capacity: 10, picks: 0 },
      { podId: "chat-1", reportedClients: 6, capacity: 100, picks: 2 },
    ]);
  });
});

describe("what the source tells", () => {
  it("touches only the pools that have changed", () => {
    const chat = { pods };
    const rooms = { pods };
    apply({ "a/chat": chat, "a/rooms": rooms });
    const { version } = poolOf("a/chat");
    changed = [];
    apply({ "a/chat": chat, "a/rooms": { pods: pods.slice(1) } });
    expect(changed).toEqual(["a/rooms set"]);
    expect(poolOf("a/chat").version).toBe(version);
  });

  it("takes a pool away that it has no more, and only the pods of one that is configured", () => {
    apply({ "a/chat": { pods }, "a/configured": { pods } });
    changed = [];
    apply({});
    expect(changed.toSorted()).toEqual(["a/chat removed", "a/configured set"]);
    expect(registry.get("a/chat")).toBeUndefined();
    expect(poolOf("a/configured").pods.size).toBe(0);
  });

  it("is told on once for each fault of a pool", () => {
    const fault = new FairleadError("pod_pool_unreadable", "The spec is wrong.");
    apply({ "a/chat": { pods, fault } });
    apply({ "a/chat": { pods: [], fault } });
    expect(faults).toEqual(["a/chat pod_pool_unreadable"]);
    expect(registry.readingOf("a/chat").found?.fault).toBe(fault);
  });
});
