import { LocalGatewayError } from "@fairlead/local-gateway";
import { describe, expect, it } from "vitest";
import { startWorld } from "./world/world.ts";

const minimal = { upstream_name: "lookup-service", authority: "lookup" };

const broken: readonly (readonly [string, string, RegExp])[] = [
  ["absent", "", /configuration/i],
  ["not JSON", "{upstream_name: lookup", /JSON/i],
  ["not an object", "[]", /object/i],
  ["without a required key", JSON.stringify({ upstream_name: "x" }), /authority/],
  ["with a number for a string", JSON.stringify({ ...minimal, pool: 7 }), /pool/],
  ["with a string for a number", JSON.stringify({ ...minimal, timeout_ms: "500" }), /timeout_ms/],
  ["with a value out of range", JSON.stringify({ ...minimal, timeout_ms: 0 }), /timeout_ms/],
  ["with a fraction for an integer", JSON.stringify({ ...minimal, timeout_ms: 1.5 }), /timeout_ms/],
  ["with an unknown mode", JSON.stringify({ ...minimal, mode: "magic" }), /mode/],
  ["with an unknown key", JSON.stringify({ ...minimal, timeout: 5 }), /timeout/],
  [
    "with an unknown key in a route",
    JSON.stringify({ ...minimal, routes: [{ pool: "a/b", hosts: "x" }] }),
    /hosts/,
  ],
  ["with a key twice", `{"upstream_name":"x","authority":"y","authority":"z"}`, /authority/],
  ["nested too deep", `${"[".repeat(10_000)}`, /./],
];

describe("a filter configuration that is no good is refused, in words that name the key", () => {
  it.each(broken)("%s", async (_name, configuration, words) => {
    const failure: unknown = await startWorld({ gateway: { filter: { configuration } } }).then(
      async (world) => {
        await world.stop();
        return undefined;
      },
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(LocalGatewayError);
    expect((failure as LocalGatewayError).logs.join("\n")).toMatch(words);
  });

  it("leaves the configuration in force, when a running gateway is given a broken one", async () => {
    const world = await startWorld({});
    try {
      await expect(world.gateway.updateFilterConfiguration(`{"upstream_name": 1}`)).rejects.toThrow(
        /upstream_name/,
      );
      expect((await world.get("/room")).status).toBe(200);
    } finally {
      await world.stop();
    }
  });
});
