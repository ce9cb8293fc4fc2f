import { z } from "zod";
import { namespaceSchema } from "../identifiers/pool-id.ts";
import { pickingSpecSchema } from "./picking.ts";
import { routingSpecSchema } from "./routing.ts";
import { drainingSpecSchema, scalingSpecSchema } from "./scaling.ts";
import { podPoolStatusSchema } from "./status.ts";
import { workloadSpecSchema } from "./workload.ts";

/** API group of the custom resource. */
export const POD_POOL_GROUP = "fairlead.dev";
/** API version of the custom resource. */
export const POD_POOL_VERSION = "v1alpha1";
/** Kind of the custom resource. */
export const POD_POOL_KIND = "PodPool";

const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const OBJECT_NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);

/** What the user wants of a pool. */
export const podPoolSpecSchema = z
  .strictObject({
    port: z.int().min(1).max(65_535).describe("The container port that serves clients"),
    template: z.looseObject({}).optional().describe("A Kubernetes PodTemplateSpec: the pods of the pool"),
    workload: workloadSpecSchema.default({ format: "json", path: "/workload" }),
    picking: pickingSpecSchema.prefault({}).describe("Which pod a new client gets"),
    routing: routingSpecSchema.prefault({}).describe("How the gateways reach a particular pod"),
    scaling: scalingSpecSchema.prefault({}).describe("How many pods there are"),
    draining: drainingSpecSchema.prefault({}).describe("Which pods go, and when one may"),
  })
  .meta({ id: "PodPoolSpec" });

/** The custom resource: the pods of one workload behind one Service. */
export const podPoolSchema = z
  .strictObject({
    apiVersion: z.literal(`${POD_POOL_GROUP}/${POD_POOL_VERSION}`),
    kind: z.literal(POD_POOL_KIND),
    metadata: z.looseObject({
      name: z.string().max(253).regex(OBJECT_NAME, "the name of a Kubernetes object"),
      namespace: namespaceSchema.default("default"),
    }),
    spec: podPoolSpecSchema,
    status: podPoolStatusSchema.optional(),
  })
  .meta({ id: "PodPool", description: "The pods of one workload behind one Service" });

export type PodPool = z.output<typeof podPoolSchema>;
export type PodPoolInput = z.input<typeof podPoolSchema>;
export type PodPoolSpec = z.output<typeof podPoolSpecSchema>;
