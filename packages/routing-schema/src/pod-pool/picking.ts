import { z } from "zod";

/** How a pod is chosen for a new client. */
export const pickingSpecSchema = z
  .strictObject({
    scorer: z
      .enum(["clients", "utilization"])
      .default("clients")
      .describe("clients: fewest clients; utilization: smallest share of capacity"),
    picker: z.enum(["adaptive", "two-choices", "minimum", "random"]).default("adaptive"),
    leaseSeconds: z
      .number()
      .min(1)
      .max(3_600)
      .default(30)
      .describe("How long a pick may still be on its way to its pod"),
    reportMaxAgeSeconds: z
      .number()
      .min(1)
      .max(3_600)
      .default(15)
      .describe("A report older than this says nothing of the present"),
  })
  .meta({ id: "PickingSpec" });

export type PickingSpec = z.output<typeof pickingSpecSchema>;
