import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { filterRoutes, MAX_FILTER_ROUTES } from "./filter-routes.ts";

const poolOf = (pool: string, ...hosts: string[]) => ({ pool, routing: { hosts } });

describe("the routes of the filter", () => {
  it("have the more particular host first, and the pool of all hosts last, without a host", () => {
    expect(
      filterRoutes([
        poolOf("shop/all", "*"),
        poolOf("shop/wide", "*.test", "*.a.test"),
        poolOf("shop/one", "A.test"),
      ]),
    ).toEqual([
      { host: "a.test", pool: "shop/one" },
      { host: "*.a.test", pool: "shop/wide" },
      { host: "*.test", pool: "shop/wide" },
      { pool: "shop/all" },
    ]);
  });

  it("give a host to the first of two pools by name", () => {
    expect(filterRoutes([poolOf("shop/b", "a.test"), poolOf("shop/a", "a.TEST")])).toEqual([
      { host: "a.test", pool: "shop/a" },
    ]);
  });

  it("are the same in whatever order the pools come, and never more than the filter takes", () => {
    const label = fc.constantFrom("a", "b", "c", "*");
    const host = fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join("."));
    const pools = fc.uniqueArray(
      fc.record({ pool: fc.string(), routing: fc.record({ hosts: fc.array(host) }) }),
      {
        selector: ({ pool }) => pool,
      },
    );
    fc.assert(
      fc.property(pools, (some) => {
        expect(filterRoutes(some.toReversed())).toEqual(filterRoutes(some));
      }),
    );
    const hosts = Array.from({ length: 300 }, (_, index) => `${index}.test`);
    expect(filterRoutes([poolOf("shop/many", "*", ...hosts)])).toHaveLength(MAX_FILTER_ROUTES);
  });
});
