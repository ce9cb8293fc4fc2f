import { describe, expect, it } from "vitest";
import { addressesOf } from "./lookup-replicas.ts";

const at = (...addresses: string[]) => ({ addresses });

describe("addressesOf", () => {
  it.each([
    [
      "the port that is named http",
      [
        { name: "metrics", port: 9090 },
        { name: "http", port: 8080 },
      ],
    ],
    ["the one port, whatever its name", [{ name: "web", port: 8080 }]],
    ["the one port, which has no name", [{ port: 8080 }]],
  ])("takes %s", (_, ports) => {
    expect(addressesOf([{ endpoints: [at("10.0.0.1")], ports }])).toEqual(["http://10.0.0.1:8080"]);
  });

  it("gives each replica that serves once, in order", () => {
    const ports = [{ name: "http", port: 8080 }];
    const endpoints = [
      at("10.0.0.2", "10.0.0.9"),
      { ...at("10.0.0.3"), conditions: { ready: false, serving: false } },
      { ...at("10.0.0.4"), conditions: { ready: false, serving: true, terminating: true } },
    ];
    const other = { endpoints: [at("fd00::1"), at("10.0.0.2")], ports };
    expect(addressesOf([{ endpoints, ports }, other, { endpoints: null, ports }])).toEqual([
      "http://10.0.0.2:8080",
      "http://10.0.0.4:8080",
      "http://[fd00::1]:8080",
    ]);
  });

  it("knows of none without a port", () => {
    expect(addressesOf([{ endpoints: [at("10.0.0.1")], ports: null }])).toEqual([]);
  });
});
