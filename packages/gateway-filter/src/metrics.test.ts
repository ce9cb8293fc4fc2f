import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { FILTER_METRICS } from "./metrics.ts";
import { createFedFilter, createFilter, pod, request, snapshot } from "./testing/filter.ts";

test("the catalogue has what the filter defines, all of it from the start", async () => {
  const host = await createFilter();
  const kinds = {
    counter: host.metrics.counter.bind(host.metrics),
    gauge: host.metrics.gauge.bind(host.metrics),
    histogram: host.metrics.histogram.bind(host.metrics),
  };
  expect(host.metrics.names()).toEqual(FILTER_METRICS.map(({ name }) => name).toSorted());
  for (const { name, type } of FILTER_METRICS) expect(kinds[type](name), name).toBeDefined();
});

test("the README has the catalogue", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8").replaceAll(/ +/g, " ");
  for (const { name, type, help } of FILTER_METRICS)
    expect(readme).toContain(`| \`${name}\` | ${type} | ${help} |`);
});

test("counts reach the host within half a second, without another request", async () => {
  const host = await createFedFilter(snapshot([pod("pod-a"), pod("pod-b")]));
  request(host, "/");
  expect(host.metrics.counter("fairlead_filter_requests")).toBe(0);
  host.advance(500);
  expect(host.metrics.counter("fairlead_filter_requests")).toBe(1);
  expect(host.metrics.gauge("fairlead_filter_pods")).toBe(2);
  expect(host.metrics.gauge("fairlead_filter_snapshot_age_ms")).toBeGreaterThan(0);
});
