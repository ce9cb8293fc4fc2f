import { z } from "zod";
import { namespaceSchema, poolIdSchema } from "../identifiers/pool-id.ts";
import { pickingSpecSchema } from "../pod-pool/picking.ts";
import { routingSpecSchema } from "../pod-pool/routing.ts";
import { workloadSpecSchema } from "../pod-pool/workload.ts";
import { milliseconds } from "./milliseconds.ts";
import { watchesSchema } from "./watches.ts";

/** What the lookup service is told of a pool. */
export const lookupPoolSchema = z
  .strictObject({
    workload: workloadSpecSchema.default({ format: "json", path: "/workload" }),
    picking: pickingSpecSchema.prefault({}),
    routing: z
      .strictObject({
        mode: z
          .enum(["subset", "override-host", "both"])
          .default("both")
          .describe("What an answer carries: route id, endpoint, or both"),
        queryParameter: routingSpecSchema.shape.queryParameter,
      })
      .prefault({}),
  })
  .meta({ id: "LookupPool" });

/** Pods that somebody writes into a file. */
const fileSourceSchema = z.strictObject({
  kind: z.literal("file"),
  path: z.string().min(1).describe("Of kind file: the pods file, relative to this file"),
});

/** Pods and pools of a Kubernetes API. */
const kubernetesSourceSchema = z.strictObject({
  kind: z.literal("kubernetes"),
  namespaces: z
    .array(namespaceSchema)
    .max(256)
    .default([])
    .describe("Of kind kubernetes: where pools are looked for; empty: in all namespaces"),
  kubeconfig: z
    .string()
    .min(1)
    .optional()
    .describe("Of kind kubernetes: a kubeconfig, relative to this file; absent: the pod's service account"),
  watches: watchesSchema,
});

/**
 * Where replicas tell each other their picks. URL and password may be any text here: the service reads them, and
 * shows neither. `writeOnly` keeps them out of what is said of faults.
 */
const valkeySchema = z.strictObject({
  url: z
    .string()
    .min(1)
    .optional()
    .describe("valkey://host:6379, valkeys:// with TLS; absent: each replica goes by its own picks")
    .meta({ writeOnly: true }),
  password: z
    .string()
    .min(1)
    .optional()
    .describe("Of the user in the URL, else of the default one; better in the variable than in a file")
    .meta({ writeOnly: true }),
  keyPrefix: z
    .string()
    .max(200)
    .default("fairlead:")
    .describe("Different for installations that share a Valkey and not their picks"),
  intervalMs: milliseconds(10, 1_000).default(50).describe("Between two exchanges with Valkey"),
  timeoutMs: milliseconds(10, 60_000).default(500).describe("For an exchange, and to connect"),
});

/** Configuration of the lookup service. */
export const lookupServiceConfigurationSchema = z
  .strictObject({
    listen: z
      .strictObject({
        host: z.string().min(1).default("0.0.0.0"),
        port: z.int().min(0).max(65_535).default(8080).describe("0 takes a free port"),
      })
      .prefault({}),
    source: z
      .discriminatedUnion("kind", [fileSourceSchema, kubernetesSourceSchema])
      .describe("Where the pods come from"),
    pools: z
      .record(poolIdSchema, lookupPoolSchema)
      .default({})
      .describe("Settings by pool; a pool that is not here has those of its PodPool, else the defaults"),
    collection: z
      .strictObject({
        minIntervalMs: milliseconds(20, 60_000).default(250).describe("Between two reads of a busy pod"),
        maxIntervalMs: milliseconds(20, 600_000).default(2_000).describe("Between two reads of an idle pod"),
        timeoutMs: milliseconds(10, 60_000).default(1_000),
        concurrency: z.int().min(1).max(10_000).default(64).describe("Reads under way at once"),
      })
      .refine(({ minIntervalMs, maxIntervalMs }) => minIntervalMs <= maxIntervalMs, {
        path: ["maxIntervalMs"],
        message: "must not be smaller than minIntervalMs",
      })
      .prefault({}),
    picks: z.strictObject({ valkey: valkeySchema.prefault({}) }).prefault({}),
    snapshot: z
      .strictObject({
        maxAgeMs: milliseconds(100, 600_000).default(10_000),
      })
      .prefault({}),
    stop: z
      .strictObject({
        drainMs: milliseconds(0, 600_000)
          .default(1_000)
          .describe("How long readiness says no before the port closes"),
        timeoutMs: milliseconds(0, 600_000).default(10_000),
      })
      .prefault({}),
    logLevel: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
  })
  .meta({ id: "LookupServiceConfiguration", description: "Configuration of the lookup service" });

export type LookupServiceConfiguration = z.output<typeof lookupServiceConfigurationSchema>;
export type LookupServiceConfigurationInput = z.input<typeof lookupServiceConfigurationSchema>;
export type LookupPool = z.output<typeof lookupPoolSchema>;
/** Where the lookup service has its pods from. */
export type LookupSource = LookupServiceConfiguration["source"];
