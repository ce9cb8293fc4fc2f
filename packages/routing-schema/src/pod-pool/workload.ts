import { z } from "zod";
import { PATH_WORKLOAD } from "../wire.ts";

const common = {
  path: z
    .string()
    .max(1024)
    .regex(/^\/[\x21-\x7e]*$/, "a path starts with /")
    .default(PATH_WORKLOAD),
  port: z.int().min(1).max(65_535).optional().describe("Default: the port that serves clients"),
};

/** How a pod's workload is read. */
export const workloadSpecSchema = z
  .discriminatedUnion("format", [
    z
      .strictObject({ format: z.literal("json"), ...common })
      .describe("The workload report of docs/protocol.md"),
    z
      .strictObject({
        format: z.literal("prometheus"),
        ...common,
        clientsMetric: z
          .string()
          .regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/, "a Prometheus metric name")
          .describe("Its samples are added up"),
        capacityMetric: z
          .string()
          .regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/, "a Prometheus metric name")
          .optional(),
        capacity: z
          .number()
          .positive()
          .max(1_000_000_000)
          .optional()
          .describe("Clients a pod takes, where no metric says so"),
      })
      .describe("A Prometheus text page"),
    z.strictObject({ format: z.literal("push") }).describe("Pods push their reports"),
  ])
  .meta({ id: "WorkloadSpec" });

export type WorkloadSpec = z.output<typeof workloadSpecSchema>;
