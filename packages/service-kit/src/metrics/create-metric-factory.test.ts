import { Registry } from "@prometheus-io/client";
import { describe, expect, it } from "vitest";
import { metricEntries, type MetricCatalogue } from "./catalogue.ts";
import { createMetricFactory } from "./create-metric-factory.ts";
import { expose } from "./exposition.ts";

const entry = metricEntries("test_");
const catalogue = {
  picks: entry("picks_total", "counter", ["pool", "outcome"], "Picks by outcome"),
  pods: entry("pods", "gauge", [], "Pods"),
  duration: entry("duration_seconds", "histogram", ["pool"], "Time of a pick", [0.1, 1]),
} as const satisfies MetricCatalogue;

function createFactory() {
  const registry = new Registry();
  return { registry, metrics: createMetricFactory(catalogue, registry) };
}

describe("a metric factory", () => {
  it("registers metrics as the catalogue has them", async () => {
    const { metrics, registry } = createFactory();
    metrics.counter("picks").inc({ pool: "default/chat", outcome: "picked" });
    metrics.histogram("duration").observe({ pool: "default/chat" }, 0.5);
    const { contentType, text } = await expose(registry);
    expect(contentType).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(text).toContain("# HELP test_picks_total Picks by outcome\n# TYPE test_picks_total counter\n");
    expect(text).toContain('test_picks_total{pool="default/chat",outcome="picked"} 1\n');
    expect([...text.matchAll(/_bucket\{le="([^"]+)"/g)].map(([, bound]) => bound)).toEqual([
      "0.1",
      "1",
      "+Inf",
    ]);
  });

  it("reads what is collected before each exposition", async () => {
    const { metrics, registry } = createFactory();
    let pods = 0;
    metrics.gauge("pods", (gauge) => gauge.set((pods += 1)));
    metrics.counter("picks", (counter) => {
      counter.reset();
      counter.inc({ pool: "default/chat", outcome: "kept" }, pods);
    });
    await expose(registry);
    const { text } = await expose(registry);
    expect(text).toContain("test_pods 2\n");
    expect(text).toContain('test_picks_total{pool="default/chat",outcome="kept"} 2\n');
  });

  it("takes the names and labels of the catalogue alone", () => {
    const { metrics } = createFactory();
    // @ts-expect-error -- it is a counter
    metrics.gauge("picks");
    // @ts-expect-error -- it has no such label
    expect(() => metrics.histogram("duration").observe({ pod: "chat-1" }, 1)).toThrow();
  });
});
