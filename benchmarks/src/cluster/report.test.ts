import { describe, expect, it } from "vitest";
import { measureConfigDump } from "./config-dump.ts";
import { gatewayReport, idleReport } from "./report-sizes.ts";
import { speedReport, verdict } from "./report-speed.ts";
import type { ScaleEvents } from "./scale-events.ts";

const subset: ScaleEvents = {
  mode: "subset",
  pods: 3,
  opening: {
    routeId: "chat-1",
    changedAtMs: 0,
    jobWrittenAtMs: 10,
    readyAtMs: 200,
    subsetSentAtMs: 205,
    routeStoredAtMs: 220,
    openAtMs: 280,
  },
  byHand: { fromFirstMs: 50, fromLastMs: 20 },
  up: {},
  down: {},
};
const overrideHost: ScaleEvents = {
  mode: "override-host",
  pods: 3,
  opening: { routeId: "chat-1", changedAtMs: 0, jobWrittenAtMs: 10, readyAtMs: 200, openAtMs: 280 },
  firstClientAtMs: 390,
  up: {},
  down: {},
};

describe("speedReport", () => {
  it("shows each step, and compares inside a round", () => {
    const report = speedReport([subset, overrideHost]);
    expect(report).toContain("| … the pod is ready (its own start) | 190 | 190 | 190 |");
    expect(report).toContain(
      "| VirtualService stored … `open`, beside by hand | 3.0 × | 3.0 × | 3.0 × | 2.0 × | missed |",
    );
    expect(report).toContain("| pod ready … `open`, beside by hand | 1.6 × | 1.6 × | 1.6 × | 2.0 × | met |");
    expect(report).toContain("| … every gateway has led a new client there | 110 | 110 | 110 | 200 | met |");
    expect(report).not.toContain("NaN");
  });

  it("leaves out what was not measured", () => {
    expect(speedReport([])).not.toContain("by hand");
  });

  it("meets a goal that is reached", () => {
    expect([verdict(2, 2), verdict(2.1, 2)]).toEqual(["met", "missed"]);
  });
});

describe("idleReport", () => {
  it("names every request, and holds CPU, writes and lists against the goal", () => {
    const idle = { mode: "subset", pods: 300, seconds: 30, renewals: 12, residentBytes: 1e8 } as const;
    const calm = idleReport([{ ...idle, requests: { "watch pods": 1 }, cpuShare: 0.005 }]);
    expect(calm).toContain("0 writes, 0 lists (goal: 0, met)");
    expect(calm).toContain("1 watch pods");
    expect(calm).toContain("CPU 0.50 % of a core (goal: under 1 %, met)");
    const busy = idleReport([{ ...idle, requests: { "list pods": 2 }, cpuShare: 0.02 }]);
    expect(busy).toContain("0 writes, 2 lists (goal: 0, missed)");
    expect(busy).toContain("CPU 2.00 % of a core (goal: under 1 %, missed)");
  });
});

describe("gatewayReport", () => {
  it("gives what a pod more costs, within a mode", () => {
    const size = { clusters: 9, routes: 7, endpoints: 13, allocatedBytes: 1e6, residentBytes: 2e6 };
    const report = gatewayReport([
      { ...size, mode: "subset", pods: 10, bytes: 1_000 },
      { ...size, mode: "subset", pods: 20, bytes: 31_000, allocatedBytes: 1.1e6 },
      { ...size, mode: "override-host", pods: 10, bytes: 1_000 },
    ]);
    expect(report).toContain("| subset | 20 | 9 | 7 | 13 | 31.00 | 3.00 | 1.1 | 10.00 | 2.0 |");
    expect(report).toContain("| override-host | 10 | 9 | 7 | 13 | 1.00 |  | 1.0 |  | 2.0 |");
  });
});

describe("measureConfigDump", () => {
  it("counts clusters, routes and endpoints over all parts", () => {
    const text = JSON.stringify({
      configs: [
        { "@type": "bootstrap" },
        { dynamic_active_clusters: [{}, {}] },
        {
          dynamic_route_configs: [
            { route_config: { virtual_hosts: [{ routes: [{}] }, { routes: [{}, {}] }] } },
          ],
        },
        { dynamic_endpoint_configs: [{ endpoint_config: { endpoints: [{ lb_endpoints: [{}, {}, {}] }] } }] },
      ],
    });
    expect(measureConfigDump(text)).toEqual({ bytes: text.length, clusters: 2, routes: 3, endpoints: 3 });
  });
});
