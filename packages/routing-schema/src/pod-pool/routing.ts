import { z } from "zod";

/** How the gateway reaches a particular pod. */
export const routingSpecSchema = z
  .strictObject({
    mode: z
      .enum(["subset", "override-host"])
      .default("subset")
      .describe("subset: a route and a subset per pod; override-host: one cluster, the endpoint in a header"),
    queryParameter: z
      .string()
      .max(64)
      .regex(/^[A-Za-z0-9_.~-]*$/, "letters, digits, _ . ~ - only")
      .default("podId")
      .describe('"" routes by header alone'),
    hosts: z
      .array(z.string().min(1).max(255))
      .max(256)
      .default([])
      .describe("Hosts of the VirtualService; empty: the Service's own name"),
    gateways: z
      .array(z.string().min(1).max(317))
      .max(64)
      .default([])
      .describe("Istio gateways as <namespace>/<name>"),
    fallback: z
      .enum(["route", "none"])
      .default("route")
      .describe(
        "Requests that name no pod; route: to the Service of the open pods; none: a VirtualService of yours leads them there",
      ),
  })
  .meta({ id: "RoutingSpec" });

export type RoutingSpec = z.output<typeof routingSpecSchema>;
