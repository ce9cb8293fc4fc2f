import { z } from "zod";
import { podIdSchema } from "../identifiers/pod-id.ts";

/** More clients than any pod holds; keeps a lying report from overflowing the arithmetic. */
export const WORKLOAD_COUNT_MAX = 1_000_000_000;

/** Longest workload report that is read, in bytes. */
export const WORKLOAD_REPORT_MAX_BYTES = 65_536;

const count = z.number(`a finite number from 0 to ${WORKLOAD_COUNT_MAX}`).max(WORKLOAD_COUNT_MAX);

/** What a pod says of itself, as JSON. Unknown fields are ignored. */
export const workloadReportSchema = z
  .object({
    podId: podIdSchema.optional().describe("The reporting pod; the pod that was asked, where absent"),
    clients: count.min(0).describe("Connected clients"),
    capacity: count
      .positive()
      .nullish()
      .transform((value) => value ?? null)
      .describe("Clients the pod takes; null for no limit"),
    draining: z.boolean().default(false).describe("The pod asks for no new clients"),
  })
  .meta({ id: "WorkloadReport", description: "What a pod says of its own workload" });

/** A workload report after its defaults are filled in. */
export type WorkloadReport = z.infer<typeof workloadReportSchema>;
/** A workload report as a pod may write it. */
export type WorkloadReportInput = z.input<typeof workloadReportSchema>;

/** Body of `POST /v1/pools/{namespace}/{name}/reports`: one report or an array; `podId` is required. */
export const pushedReportsSchema = z
  .union([
    workloadReportSchema.required({ podId: true }).transform((report) => [report]),
    z
      .array(workloadReportSchema.required({ podId: true }))
      .min(1)
      .max(10_000),
  ])
  .meta({ id: "PushedReports", description: "One workload report or an array of them, each with its podId" });
