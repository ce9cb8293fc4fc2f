import type { MetricReading } from "@fairlead/pool-scaling";
import { scalingSpecSchema, type ScalingMetric } from "@fairlead/routing-schema";
import { until } from "@fairlead/test-support";
import { startMetricsServer, type MetricsServer } from "@fairlead/testbed";
import { sharedApiServer } from "@fairlead/testbed/vitest";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ScalingMetrics } from "../../interfaces/scaling-metrics.ts";
import { openKubernetesWorld, type KubernetesWorld } from "../../testing/open-kubernetes-world.ts";
import { createScalingMetrics } from "./create-scaling-metrics.ts";

let world: KubernetesWorld;
let server: MetricsServer;
let namespace: string;
beforeAll(async () => {
  world = await openKubernetesWorld();
  ({ namespace } = world.pool.names);
  server = await startMetricsServer({
    endpoint: sharedApiServer(),
    namespace,
    groupVersions: [
      "v1beta1.metrics.k8s.io",
      "v1beta2.custom.metrics.k8s.io",
      "v1beta1.external.metrics.k8s.io",
    ],
  });
});
beforeEach(() => {
  server.answers.clear();
  server.asked.length = 0;
});
afterAll(async () => {
  await server.close();
  await world.close();
});

let nowMs = 0;
const open = (wanted: () => readonly ScalingMetric[]): ScalingMetrics =>
  createScalingMetrics({
    client: world.client,
    namespace,
    label: "chat",
    wanted,
    clock: { nowMs: () => nowMs },
  });
const metricsOf = (...metrics: readonly unknown[]): readonly ScalingMetric[] =>
  scalingSpecSchema.parse({ metrics }).metrics;
const target = { type: "AverageValue", averageValue: "1" };

/** What is read of metrics, once it is. */
async function read(...metrics: readonly unknown[]): Promise<readonly MetricReading[]> {
  const wanted = metricsOf(...metrics);
  const readings = open(() => wanted);
  const changed = Promise.withResolvers<void>();
  readings.watch(() => changed.resolve());
  expect(readings.readings()).toEqual(metrics.map(() => ({ failure: "it has not been read yet" })));
  await changed.promise;
  return readings.readings();
}

const PODS = "labelSelector=fairlead.dev/pool=chat";

describe("metrics of a pool", () => {
  it("are read for resources as metrics-server has them, once for all of them", async () => {
    server.answers.set(`/apis/metrics.k8s.io/v1beta1/namespaces/${namespace}/pods?${PODS}`, {
      kind: "PodMetricsList",
      items: [
        {
          metadata: { name: "chat-1-abcde", namespace },
          timestamp: "2026-01-02T03:04:05Z",
          window: "1m0.5s",
          containers: [{ name: "chat", usage: { cpu: "317250000n", memory: "20Mi" } }],
        },
      ],
    });
    const usage = [
      {
        podName: "chat-1-abcde",
        atMs: Date.UTC(2026, 0, 2, 3, 4, 5),
        windowMs: 60_500,
        containers: [{ name: "chat", usage: { cpu: 318n, memory: 20_971_520_000n } }],
      },
    ];
    const utilization = { type: "Utilization", averageUtilization: 50 };
    expect(
      await read(
        { type: "Resource", resource: { name: "cpu", target: utilization } },
        { type: "ContainerResource", containerResource: { name: "memory", container: "chat", target } },
      ),
    ).toEqual([usage, usage]);
    expect(server.asked).toHaveLength(1);
  });

  it("are read for pods, of the series that the selector names", async () => {
    const query = `${PODS}&metricLabelSelector=verb=GET,tier in (a,b),!old`;
    server.answers.set(`/apis/custom.metrics.k8s.io/v1beta2/namespaces/${namespace}/pods/*/calls?${query}`, {
      items: [{ describedObject: { kind: "Pod", name: "chat-1-abcde" }, value: "1500m" }],
    });
    const selector = {
      matchLabels: { verb: "GET" },
      matchExpressions: [
        { key: "tier", operator: "In", values: ["a", "b"] },
        { key: "old", operator: "DoesNotExist" },
      ],
    };
    expect(await read({ type: "Pods", pods: { metric: { name: "calls", selector }, target } })).toEqual([
      new Map([["chat-1-abcde", { value: 1_500n }]]),
    ]);
  });

  it("are read for objects of any kind, and for the namespace", async () => {
    const custom = "/apis/custom.metrics.k8s.io/v1beta2";
    const item = (value: string) => ({ items: [{ describedObject: {}, value }] });
    server.answers.set(`${custom}/namespaces/${namespace}/deployments.apps/queue/depth`, item("7"));
    server.answers.set(`${custom}/namespaces/${namespace}/services/queue/depth`, item("8"));
    server.answers.set(`${custom}/namespaces/${namespace}/metrics/depth`, item("9"));
    const object = (described: object) => ({
      type: "Object",
      object: { describedObject: described, metric: { name: "depth" }, target },
    });
    expect(
      await read(
        object({ apiVersion: "apps/v1", kind: "Deployment", name: "queue" }),
        object({ kind: "Service", name: "queue" }),
        object({ kind: "Namespace", name: namespace }),
        object({ apiVersion: "apps/v1", kind: "Castle", name: "queue" }),
      ),
    ).toEqual([7_000n, 8_000n, 9_000n, { failure: "There is no Castle in apps/v1." }]);
  });

  it("are read from outside, every series that matches", async () => {
    const path = `/apis/external.metrics.k8s.io/v1beta1/namespaces/${namespace}`;
    server.answers.set(`${path}/queue?labelSelector=name=chat`, { items: [{ value: "3" }, { value: "4" }] });
    server.answers.set(`${path}/nothing`, { items: [] });
    const external = (name: string, selector?: object) => ({
      type: "External",
      external: { metric: { name, ...(selector === undefined ? {} : { selector }) }, target },
    });
    expect(await read(external("queue", { matchLabels: { name: "chat" } }), external("nothing"))).toEqual([
      [3_000n, 4_000n],
      { failure: "the external metrics API has no value of it" },
    ]);
  });

  it("say why they cannot be read, each for itself", async () => {
    const path = `/apis/external.metrics.k8s.io/v1beta1/namespaces/${namespace}`;
    server.answers.set(`${path}/broken`, { items: [{ value: "many" }] });
    server.answers.set(`${path}/well`, { items: [{ value: "1" }] });
    const external = (name: string) => ({ type: "External", external: { metric: { name }, target } });
    expect(await read(external("broken"), external("missing"), external("well"))).toEqual([
      { failure: expect.stringContaining("many is no quantity") },
      { failure: expect.stringContaining("no such metric") },
      [1_000n],
    ]);
  });

  it("are read anew every fifteen seconds while somebody asks, and as soon as others are wanted", async () => {
    const path = `/apis/external.metrics.k8s.io/v1beta1/namespaces/${namespace}`;
    const external = (name: string) => ({ type: "External", external: { metric: { name }, target } });
    for (const name of ["one", "two"]) server.answers.set(`${path}/${name}`, { items: [{ value: "1" }] });
    let wanted = metricsOf(external("one"));
    const readings = open(() => wanted);
    const isRead = async (): Promise<void> =>
      void (await until("it is read", () => Array.isArray(readings.readings()[0])));
    await isRead();
    nowMs += 14_999;
    readings.readings();
    // The spec is parsed anew with each change of the pool, and says the same.
    wanted = metricsOf(external("one"));
    readings.readings();
    expect(server.asked).toHaveLength(1);
    server.answers.set(`${path}/one`, { items: [{ value: "2" }] });
    nowMs += 1;
    await until("it is read anew", () => (readings.readings()[0] as readonly bigint[])[0] === 2_000n);
    expect(server.asked).toHaveLength(2);
    wanted = metricsOf(external("two"));
    await isRead();
    expect(server.asked.at(-1)).toBe(`${path}/two`);
    wanted = [];
    nowMs += 60_000;
    expect(readings.readings()).toEqual([]);
    expect(server.asked).toHaveLength(3);
  });
});
