import { HEADER_COUNT, HEADER_ERROR, isPodId, isRouteId, parseEndpoint } from "@fairlead/routing-schema";
import { afterEach, describe, expect, it } from "vitest";
import type { LookupService } from "../create-lookup-service.ts";
import type { MemorySource } from "../sources/memory-source.ts";
import { createTestService, listPods, pushPool } from "../testing/test-service.ts";

const POOL = "default/chat";
const services: LookupService<MemorySource>[] = [];
afterEach(() => Promise.all(services.splice(0).map((service) => service.stop())));

async function poolOf(
  count: number,
  { capacity, mode = "both" }: { capacity?: number; mode?: "subset" | "override-host" | "both" } = {},
) {
  const service = createTestService({ pools: { [POOL]: { ...pushPool, routing: { mode } } } });
  services.push(service);
  await service.start();
  const pods = listPods(count);
  service.source.set(POOL, pods);
  if (capacity !== undefined) {
    await service.app.request(`/v1/pools/${POOL}/reports`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(pods.map(({ podId }) => ({ podId, clients: 0, capacity }))),
    });
  }
  const ask = async (query: string, init?: RequestInit) => {
    const response = await service.app.request(`/pod-lookup?${query}`, init);
    const text = await response.text();
    return { response, text, lines: text.split("\n").slice(0, -1) };
  };
  const tally = (lines: readonly string[]) => {
    const counts = new Map<string, number>();
    for (const line of lines) {
      const podId = line.split(" ", 1)[0] ?? "";
      counts.set(podId, (counts.get(podId) ?? 0) + 1);
    }
    return [...counts.values()].sort((left, right) => left - right);
  };
  return { service, ask, tally };
}

/** Picks that the service counts, with a fresh report or without. */
async function picked(service: LookupService): Promise<number> {
  const metrics = await (await service.app.request("/metrics")).text();
  const values = metrics.matchAll(/^fairlead_lookup_picks_total\{.*outcome="(?:picked|blind)".*\} (\d+)$/gm);
  return [...values].reduce((sum, [, value]) => sum + Number(value), 0);
}

describe("a lookup for several clients", () => {
  it("has a line for each, with the fields that a single answer has, and each counts as a pick", async () => {
    const { service, ask, tally } = await poolOf(4);
    const { response, text, lines } = await ask(`pool=${POOL}&count=64`);
    expect([response.status, response.headers.get(HEADER_COUNT), response.headers.get(HEADER_ERROR)]).toEqual(
      [200, "64", null],
    );
    expect(response.headers.get("content-length")).toBe(String(text.length));
    expect(response.headers.get("content-type")).toBe("text/plain; charset=us-ascii");
    for (const line of lines) {
      const [podId = "", routeId = "", endpoints = "", ...rest] = line.split(" ");
      expect([isPodId(podId), isRouteId(routeId), rest]).toEqual([true, true, []]);
      expect(endpoints.split(",").map(parseEndpoint)).not.toContain(undefined);
      expect(new Set(endpoints.split(",")).size).toBe(2);
    }
    expect(tally(lines)).toEqual([16, 16, 16, 16]);
    expect(await picked(service)).toBe(64);
  });

  it.each([
    ["subset", /^pod-0 pod-0 -\n$/],
    ["override-host", /^pod-0 - 127\.1\.0\.1:9\n$/],
  ] as const)("leaves out what the routing mode %s does not use", async (mode, line) => {
    const { ask } = await poolOf(1, { mode });
    const { text } = await ask("count=2");
    expect(text.slice(0, text.length / 2)).toMatch(line);
  });

  it("ends where the pods fill up, and says so; a full pool is refused as it is to a single client", async () => {
    const { ask, tally } = await poolOf(3, { capacity: 4 });
    const { response, lines } = await ask("count=64");
    expect([response.status, response.headers.get(HEADER_COUNT), response.headers.get(HEADER_ERROR)]).toEqual(
      [200, "12", "full"],
    );
    expect(tally(lines)).toEqual([4, 4, 4]);
    const refused = await ask("count=2");
    expect([refused.response.status, refused.response.headers.get(HEADER_ERROR)]).toEqual([503, "full"]);
    expect(refused.response.headers.get("retry-after")).toBe("1");
    expect(refused.text).toBe((await ask("")).text);
  });

  it("is refused where the pool is empty or unknown", async () => {
    const { ask, service } = await poolOf(0);
    expect((await ask("count=2")).response.headers.get(HEADER_ERROR)).toBe("no_pod");
    const view = await (await service.app.request(`/v1/pools/${POOL}`)).json();
    expect(view).toMatchObject({ waitingClients: 2 });
    expect((await ask("count=2&pool=default/none")).response.status).toBe(404);
  });

  it("of one is the plain form, with a wish too", async () => {
    const { ask } = await poolOf(2);
    expect((await ask("count=1&prefer=pod-1")).text).toBe("pod-1");
    expect((await ask("count=1")).response.headers.get(HEADER_COUNT)).toBeNull();
  });

  it.each<[string, string, RequestInit?]>([
    ["a wish", "count=2&prefer=pod-1"],
    ["65", "count=65"],
    ["0", "count=0"],
    ["no value", "count="],
    ["a repeated count", "count=2&count=3"],
    ["JSON asked for", "count=2", { headers: { accept: "application/json" } }],
    ["HEAD, which picks nothing", "count=2", { method: "HEAD" }],
  ])("is refused with %s, and picks nothing", async (_, query, init) => {
    const { service, ask } = await poolOf(2);
    const { response } = await ask(query, init);
    expect([response.status, response.headers.get(HEADER_ERROR)]).toEqual([400, "invalid_request"]);
    expect(await picked(service)).toBe(0);
  });
});
