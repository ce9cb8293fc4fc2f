import * as prometheus from "@prometheus-io/client";
import { describe, expect, it } from "vitest";
import { metricCatalogue } from "./catalogue.ts";
import { prometheusMetrics } from "./prometheus-metrics.ts";

describe("prometheusMetrics", () => {
  it("shows every metric of the catalogue, under controller-runtime's names", async () => {
    const registry = new prometheus.Registry();
    const metrics = prometheusMetrics(prometheus, registry);
    metrics.increment("reconciles", { controller: "pools", result: "success" });
    metrics.increment("reconciles", { controller: "pools", result: "success" });
    metrics.set("queueDepth", { name: "pools" }, 3);
    metrics.observe("reconcileTime", { controller: "pools" }, 0.2);
    const page = await registry.metrics();
    for (const { name, type } of Object.values(metricCatalogue))
      expect(page).toContain(`# TYPE ${name} ${type}`);
    expect(page).toContain('controller_runtime_reconcile_total{controller="pools",result="success"} 2');
    expect(page).toContain('workqueue_depth{name="pools"} 3');
    expect(page).toContain('controller_runtime_reconcile_time_seconds_bucket{le="0.2",controller="pools"} 1');
  });

  it("is kept apart from another registry in the same process", async () => {
    const [one, two] = [new prometheus.Registry(), new prometheus.Registry()];
    prometheusMetrics(prometheus, one).set("queueDepth", { name: "a" }, 1);
    prometheusMetrics(prometheus, two);
    expect(await two.metrics()).not.toContain('workqueue_depth{name="a"}');
  });
});
