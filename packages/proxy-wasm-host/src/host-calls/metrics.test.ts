import { expect, test } from "vitest";
import { rules, runScript } from "../testing/script-guest.ts";

test("counters add, gauges go both ways, histograms keep values", async () => {
  const host = await runScript({
    configure: [
      ["define_metric", 0, "requests"],
      ["define_metric", 1, "open"],
      ["define_metric", 2, "latency"],
      ["define_metric", 3, "none"],
      ["increment_metric", 4, 2],
      ["record_metric", 4, 3],
      ["get_metric", 4],
      ["increment_metric", 5, 5],
      ["increment_metric", 5, -2],
      ["record_metric", 5, 9],
      ["get_metric", 5],
      ["record_metric", 6, 12],
      ["increment_metric", 6, 1],
      ["get_metric", 6],
    ],
  });
  expect(host.logs.messages()).toEqual([
    "define_metric=0:4",
    "define_metric=0:5",
    "define_metric=0:6",
    "define_metric=2:0",
    "increment_metric=0",
    "record_metric=0",
    "get_metric=0:5",
    "increment_metric=0",
    "increment_metric=0",
    "record_metric=0",
    "get_metric=0:9",
    "record_metric=0",
    "increment_metric=2",
    "get_metric=2:0",
  ]);
  expect(host.metrics.counter("requests")).toBe(5);
  expect(host.metrics.gauge("open")).toBe(9);
  expect(host.metrics.histogram("latency")).toMatchObject({ count: 1, sum: 12, values: [12] });
  expect(host.metrics.names()).toEqual(["latency", "open", "requests"]);
  expect(host.metrics.counter("open")).toBeUndefined();
});

test("one name, defined twice, is one metric", async () => {
  const host = await runScript({
    configure: [
      ["define_metric", 0, "n"],
      ["define_metric", 0, "n"],
      ["increment_metric", 4, 1],
      ["increment_metric", 8, 1],
    ],
  });
  expect(host.metrics.counter("n")).toBe(2);
});

test("what Envoy refuses or lets wrap around is noted", async () => {
  const host = await runScript({
    configure: [
      ["define_metric", 0, "c"],
      ["define_metric", 1, "g"],
      ["increment_metric", 4, 0],
      ["increment_metric", 5, -1],
      ["record_metric", 40, 1],
    ],
  });
  expect(host.logs.messages().slice(2)).toEqual([
    "increment_metric=2",
    "increment_metric=0",
    "record_metric=1",
  ]);
  expect(rules(host)).toEqual(["counter_not_increased", "gauge_below_zero", "unknown_metric"]);
});
