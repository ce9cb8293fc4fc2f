import { describe, expect, it } from "vitest";
import { sumMetric } from "./sum-metric.ts";

const page = `# HELP clients Connected clients
# TYPE clients gauge
clients{room="a"} 3
clients{room="b } clients 99",note="say \\"}\\" \\\\"} 4.5 1395066363000
clients 1
clients_total 100
other_clients 7
bad NaN
infinite +Inf
negative{x="1"} 1
negative{x="2"} -1
hex 0x10
empty
open{x="1
last 2e1`;

describe("sumMetric", () => {
  it.each([
    ["clients", 8.5],
    ["clients_total", 100],
    ["last", 20],
    ["absent", "absent"],
    ["client", "absent"],
    ["room", "absent"],
    ["bad", "invalid"],
    ["infinite", "invalid"],
    ["negative", "invalid"],
    ["hex", "invalid"],
    ["open", "invalid"],
    ["empty", "absent"],
  ])("%s is %j", (metric, expected) => {
    expect(sumMetric(page, metric)).toBe(expected);
  });

  it("reads lines that end as on Windows, and OpenMetrics exemplars", () => {
    expect(sumMetric("clients 3\r\n", "clients")).toBe(3);
    expect(sumMetric('clients_total{a="b"} 3 # {trace="x"} 9\n# EOF\n', "clients_total")).toBe(3);
  });
});
