import fc from "fast-check";
import { expect, it } from "vitest";
import { poolNames } from "./pool-names.ts";

const LABEL = /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const poolName = fc.stringMatching(
  /^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?){0,5}$/,
);

it("keeps a name that fits", () => {
  expect(poolNames("games", "chat")).toEqual({
    namespace: "games",
    pool: "chat",
    label: "chat",
    podNamePrefix: "chat",
    fallbackService: "chat",
    podsService: "chat-pods",
    podsHost: "chat-pods.games.svc.cluster.local",
    fallbackHost: "chat.games.svc.cluster.local",
  });
});

it.each(["a".repeat(63), "rooms.eu.example", "7", "chat-pods"])("makes another name of %s", (pool) => {
  const { fallbackService, podNamePrefix, podsService } = poolNames("games", pool);
  expect(fallbackService).not.toBe(pool);
  for (const name of [fallbackService, podsService, `${podNamePrefix}-2147483647-x7k4q`])
    expect(name).toMatch(LABEL);
});

it("gives names that fit everywhere, and no two pools the same", () => {
  fc.assert(
    fc.property(poolName, poolName, (one, other) => {
      const names = [one, other].map((pool) => poolNames("games", pool));
      const services = names.flatMap(({ fallbackService, podsService }) => [fallbackService, podsService]);
      for (const name of services) expect(name).toMatch(LABEL);
      for (const { label, podNamePrefix } of names) {
        expect(label).toMatch(LABEL);
        expect(`${podNamePrefix}-2147483647-x7k4q`).toMatch(LABEL);
      }
      expect(new Set(services).size).toBe(one === other ? 2 : 4);
    }),
    { numRuns: 1_000 },
  );
});
