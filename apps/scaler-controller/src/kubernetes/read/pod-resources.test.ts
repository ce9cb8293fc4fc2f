import { expect, test } from "vitest";
import { podResources } from "./pod-resources.ts";

const metadata = { name: "chat-1-abcde", namespace: "games", uid: "1" };

test("counts the containers of a pod, and the init containers that run beside them", () => {
  expect(
    podResources({
      metadata,
      spec: {
        initContainers: [
          { name: "setup", resources: { requests: { cpu: "4" } } },
          { name: "proxy", restartPolicy: "Always", resources: { requests: { cpu: "50m" } } },
        ],
        containers: [
          { name: "chat", resources: { requests: { cpu: "1.5", memory: "1Gi", odd: "much" } } },
          { name: "bare" },
        ],
      },
    }),
  ).toEqual({
    containers: [
      { name: "proxy", requests: { cpu: 50n } },
      { name: "chat", requests: { cpu: 1_500n, memory: 1_073_741_824_000n } },
      { name: "bare" },
    ],
  });
});

test("has what the pod requests as a whole, and when it began and its readiness changed", () => {
  expect(
    podResources({
      metadata,
      spec: { containers: [], resources: { requests: { cpu: "2" } } },
      status: {
        startTime: "2026-01-02T03:04:05Z",
        conditions: [{ type: "Ready", status: "False", lastTransitionTime: "2026-01-02T03:04:06Z" }],
      },
    }),
  ).toEqual({
    containers: [],
    requests: { cpu: 2_000n },
    startedAtMs: Date.UTC(2026, 0, 2, 3, 4, 5),
    readyChangedAtMs: Date.UTC(2026, 0, 2, 3, 4, 6),
  });
});
