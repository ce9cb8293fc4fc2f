import { describe, expect, it } from "vitest";
import { MAX_FILTER_ROUTES } from "./filter-routes.ts";
import { hostFaults } from "./lost-hosts.ts";

const poolOf = (pool: string, ...hosts: string[]) => ({ pool, routing: { hosts } });

describe("the hosts of a pool", () => {
  it("are its own where no other has them", () => {
    const pools = [poolOf("shop/a", "a.test", "*"), poolOf("shop/b", "B.test")];
    expect(hostFaults(pools).get("shop/a")).toBeUndefined();
    expect(hostFaults(pools).get("shop/b")).toBeUndefined();
    expect(hostFaults(pools).get("shop/none")).toBeUndefined();
  });

  it("are the first one's by name, and the other is told", () => {
    const pools = [poolOf("shop/b", "chat.test", "*", "own.test"), poolOf("shop/a", "CHAT.test", "*")];
    expect(hostFaults(pools).get("shop/a")).toBeUndefined();
    expect(hostFaults(pools).get("shop/b")).toEqual({
      code: "host_taken",
      message: expect.stringContaining("chat.test (of shop/a), * (of shop/a) go to another pool") as string,
    });
  });

  it("are not routed beyond what the filter takes, which is told", () => {
    const many = Array.from({ length: MAX_FILTER_ROUTES }, (_, index) => `host-${index}.example.test`);
    const pools = [poolOf("shop/a", ...many), poolOf("shop/b", "b.test")];
    expect(hostFaults(pools).get("shop/a")).toBeUndefined();
    expect(hostFaults(pools).get("shop/b")).toMatchObject({ code: "too_many_hosts" });
  });
});
