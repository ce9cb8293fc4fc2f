import type { ContractSamples } from "./contract-samples.ts";

/** What pods answer at `/workload`. */
export const workloadReportSamples: ContractSamples = {
  valid: [
    { clients: 0 },
    { clients: 2.5 },
    { podId: "chat-7-x2k4q", clients: 12, capacity: 100, draining: true },
    { clients: 1_000_000_000, capacity: null },
    { clients: 1, capacity: 0.5, uptimeSeconds: 3, rooms: ["a"] },
  ],
  invalid: [
    null,
    [],
    "3",
    {},
    { clients: -1 },
    { clients: null },
    { clients: "3" },
    { clients: 1e308 },
    { clients: 1_000_000_001 },
    { clients: 1, capacity: 0 },
    { clients: 1, capacity: "many" },
    { clients: 1, draining: "no" },
    { clients: 1, podId: "" },
    { clients: 1, podId: "a\nb" },
    { clients: 1, podId: 7 },
  ],
  invalidTogether: [],
};

/** Bodies of `POST /v1/pools/{namespace}/{name}/reports`. */
export const pushedReportsSamples: ContractSamples = {
  valid: [
    { podId: "chat-1", clients: 1 },
    [{ podId: "chat-1", clients: 1 }],
    [
      { podId: "chat-1", clients: 1, capacity: 10 },
      { podId: "chat-2", clients: 0, draining: true },
    ],
  ],
  invalid: [null, [], "chat-1", { clients: 1 }, [{ clients: 1 }], [{ podId: "chat-1", clients: -1 }], [[]]],
  invalidTogether: [],
};
