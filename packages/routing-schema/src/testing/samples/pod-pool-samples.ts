import { podPool } from "../pod-pool.ts";
import type { ContractSamples } from "./contract-samples.ts";

const withSpec = (spec: Record<string, unknown>): unknown => {
  const { apiVersion, kind, metadata } = podPool();
  return { apiVersion, kind, metadata, spec };
};

/** Objects of the custom resource. */
export const podPoolSamples: ContractSamples = {
  valid: [
    podPool(),
    withSpec({ port: 8080 }),
    withSpec({ port: 1, template: { spec: { containers: [{ name: "chat", image: "chat:1" }] } } }),
    withSpec({ port: 8080, workload: { format: "push" } }),
    withSpec({ port: 8080, workload: { format: "prometheus", clientsMetric: "clients", capacity: 20 } }),
    withSpec({
      port: 8080,
      scaling: { minReplicas: 0, maxReplicas: 3, behavior: { scaleDown: { selectPolicy: "Disabled" } } },
    }),
    withSpec({
      port: 8080,
      scaling: {
        minReplicas: 0,
        metrics: [
          {
            type: "Resource",
            resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } },
          },
          {
            type: "External",
            external: {
              metric: {
                name: "queue",
                selector: { matchExpressions: [{ key: "queue", operator: "In", values: ["calls"] }] },
              },
              target: { type: "AverageValue", averageValue: "2500m" },
            },
          },
        ],
        buffer: { minFree: 5, minFreePercent: 12.5 },
        schedule: [
          {
            name: "office",
            start: "0 7 * * 1-5",
            end: "0 19 * * 1-5",
            timeZone: "Europe/Berlin",
            minReplicas: 4,
          },
        ],
        scaleToZero: {},
      },
    }),
    withSpec({ port: 8080, draining: { maxDrainSeconds: 60, onDeadline: "delete" } }),
    withSpec({
      port: 8080,
      routing: { mode: "override-host", queryParameter: "", gateways: ["istio-system/public"] },
    }),
  ],
  invalid: [
    null,
    {},
    { ...podPool(), kind: "Pool" },
    { ...podPool(), apiVersion: "fairlead.dev/v1" },
    { ...podPool(), metadata: { name: "Chat" } },
    { ...podPool(), metadata: { name: "a..b" } },
    { ...podPool(), metadata: {} },
    withSpec({}),
    withSpec({ port: 0 }),
    withSpec({ port: "8080" }),
    withSpec({ port: 8080, replicas: 3 }),
    withSpec({ port: 8080, workload: { format: "push", path: "/workload" } }),
    withSpec({ port: 8080, workload: { format: "prometheus" } }),
    withSpec({ port: 8080, workload: { format: "xml" } }),
    withSpec({ port: 8080, workload: { path: "/workload" } }),
    withSpec({ port: 8080, picking: { scorer: "random" } }),
    withSpec({ port: 8080, scaling: { targetClientsPerPod: 0 } }),
    withSpec({
      port: 8080,
      scaling: { behavior: { scaleUp: { policies: [{ type: "Pods", value: 0, periodSeconds: 15 }] } } },
    }),
    withSpec({ port: 8080, scaling: { metrics: [{ type: "Pods" }] } }),
    withSpec({
      port: 8080,
      scaling: {
        metrics: [
          {
            type: "Resource",
            resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 0 } },
          },
        ],
      },
    }),
    withSpec({
      port: 8080,
      scaling: {
        metrics: [
          {
            type: "Pods",
            pods: { metric: { name: "calls" }, target: { type: "AverageValue", averageValue: 10 } },
          },
        ],
      },
    }),
    withSpec({ port: 8080, scaling: { buffer: { minFreePercent: 100 } } }),
    withSpec({ port: 8080, scaling: { schedule: [{ name: "day", start: "7 o'clock", end: "0 19 * * *" }] } }),
    withSpec({ port: 8080, draining: { onDeadline: "kill" } }),
  ],
  invalidTogether: [withSpec({ port: 8080, scaling: { minReplicas: 3, maxReplicas: 2 } })],
};
