import type { MetricEntry } from "@fairlead/service-kit";
import { describe, expect, it } from "vitest";
import { createTestService, listPods, pushPool } from "../testing/test-service.ts";
import { createBoundedLabels } from "./bounded-labels.ts";
import { metricCatalogue, METRIC_PREFIX } from "./catalogue.ts";
import { POOL_LABELS_MAX } from "./create-metrics.ts";

const catalogue: readonly MetricEntry[] = Object.values(metricCatalogue);

async function exposition(
  prepare: (service: ReturnType<typeof createTestService>) => Promise<void> | void,
): Promise<string> {
  const service = createTestService({ pools: { "default/chat": pushPool } });
  await service.start();
  await prepare(service);
  const response = await service.app.request("/metrics");
  expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  await service.stop();
  return response.text();
}

describe("the metrics", () => {
  it("are exactly those of the catalogue, beside the process's own", async () => {
    const text = await exposition(() => {});
    const own = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)]
      .filter(([, name]) => name?.startsWith(METRIC_PREFIX))
      .map(([, name, type]) => `${name} ${type}`);
    expect(own.sort()).toEqual(catalogue.map(({ name, type }) => `${name} ${type}`).sort());
    expect(text).toMatch(/^process_cpu_seconds_total /m);
  });

  it("have the labels of the catalogue and no others", async () => {
    const text = await exposition(async (service) => {
      service.source.set("default/chat", listPods(3));
      const headers = { "content-type": "application/json" };
      await service.app.request("/v1/pools/default/chat/reports", {
        method: "POST",
        headers,
        body: '[{"podId":"pod-0","clients":1},{"podId":"x","clients":1}]',
      });
      for (let client = 0; client < 64; client += 1) await service.app.request("/pod-lookup");
      await service.app.request("/pod-lookup?pool=x");
      await service.app.request("/v1/snapshot");
    });
    for (const { name, labels } of catalogue) {
      for (const [, inside = ""] of text.matchAll(
        new RegExp(`^${name}(?:_bucket|_sum|_count)?\\{(.*)\\} `, "gm"),
      )) {
        const used = [...inside.matchAll(/(\w+)="/g)]
          .map(([, label]) => label)
          .filter((label) => label !== "le");
        expect([name, new Set(used)]).toEqual([name, new Set(labels)]);
      }
    }
    expect(text).toMatch(/^fairlead_lookup_picks_total\{pool="default\/chat",outcome="picked"\} 64$/m);
    expect(text).toMatch(
      /^fairlead_lookup_pushed_reports_total\{pool="default\/chat",outcome="ignored"\} 1$/m,
    );
    expect(text).toMatch(/^fairlead_lookup_refusals_total\{code="invalid_request"\} 1$/m);
    expect(text).toMatch(/^fairlead_lookup_regret_count\{pool="default\/chat"\} 2$/m);
    expect(text).toMatch(/^fairlead_lookup_herd_index\{pool="default\/chat"\} \d/m);
  });

  it("are bounded in their pools, and the series of what is gone are gone", async () => {
    const many = await exposition((service) => {
      for (let index = 0; index < POOL_LABELS_MAX + 50; index += 1)
        service.source.set(`default/p${index}`, listPods(1, `p${index}-pod`));
      for (let index = 0; index < 20; index += 1) service.source.remove(`default/p${index}`);
    });
    const pools = new Set([...many.matchAll(/pool="([^"]*)"/g)].map(([, pool]) => pool));
    expect(pools.size).toBeLessThanOrEqual(POOL_LABELS_MAX + 1);
    expect(pools).toContain("other");
    expect(pools).not.toContain("default/p3");
    expect(many).not.toContain('pod="p3-pod-0"');
  });
});

describe("bounded labels", () => {
  it("fold past the bound, and take new ones when a place is free", () => {
    const labels = createBoundedLabels(2);
    expect(["a", "b", "c", "a"].map(labels.label)).toEqual(["a", "b", "other", "a"]);
    labels.release("a");
    expect(["c", "a"].map(labels.label)).toEqual(["c", "other"]);
  });
});
