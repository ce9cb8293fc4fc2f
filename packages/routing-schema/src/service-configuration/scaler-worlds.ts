import { z } from "zod";
import { endpointSchema } from "../identifiers/endpoint.ts";
import { namespaceSchema } from "../identifiers/pool-id.ts";
import { podPoolSpecSchema } from "../pod-pool/pod-pool.ts";
import { milliseconds } from "./milliseconds.ts";
import { watchesSchema } from "./watches.ts";

const questions = {
  timeoutMs: milliseconds(10, 60_000).default(1_000),
  snapshotMaxAgeMs: milliseconds(100, 600_000)
    .default(10_000)
    .describe("As the lookup service's snapshot.maxAgeMs"),
};

/** A pool on this host: another process has the pods and the gateway, and is asked over a unix socket. */
export const localWorldSchema = z
  .strictObject({
    kind: z.literal("local"),
    socket: z
      .string()
      .min(1)
      .max(1_024)
      .describe("Unix socket of the process that has the pods; relative to this file"),
    spec: podPoolSpecSchema
      .omit({ port: true, template: true })
      .prefault({})
      .describe("As the spec of a PodPool"),
    podNamePrefix: z
      .string()
      .max(50)
      .regex(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/, "a DNS label of at most 50 characters")
      .default("pod")
      .describe("Pods are named <podNamePrefix>-<number>"),
    lookup: z.strictObject({
      endpoint: endpointSchema.describe("ip:port of the lookup service"),
      ...questions,
    }),
  })
  .meta({ id: "LocalScalerWorld" });

const objectName = z
  .string()
  .max(253)
  .regex(/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/, "the name of a Kubernetes object");

/** The `PodPool`s of a Kubernetes cluster with Istio. */
export const kubernetesWorldSchema = z
  .strictObject({
    kind: z.literal("kubernetes"),
    kubeconfig: z
      .string()
      .min(1)
      .optional()
      .describe("A kubeconfig, relative to this file; absent: the pod's service account"),
    namespaces: z
      .array(namespaceSchema)
      .max(256)
      .default([])
      .describe("Where pools are looked for; empty: in all namespaces"),
    clusterDomain: z
      .string()
      .max(253)
      .regex(/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/, "a DNS name")
      .default("cluster.local"),
    lookup: z
      .strictObject({
        namespace: namespaceSchema.default("fairlead"),
        service: objectName.default("fairlead-lookup").describe("Service of the lookup service"),
        ...questions,
      })
      .prefault({}),
    gateways: z
      .strictObject({
        namespace: namespaceSchema
          .default("istio-system")
          .describe(
            "Where the EnvoyFilters of pools are written: Istio's root namespace, or the gateways' own",
          ),
        labels: z
          .record(z.string().min(1).max(317), z.string().max(63))
          .default({ istio: "ingressgateway" })
          .describe("Labels of the gateway pods that EnvoyFilters of pools are for"),
      })
      .prefault({}),
    gatewayFilter: z
      .strictObject({
        kind: z.enum(["WasmPlugin", "TrafficExtension", "none"]).default("WasmPlugin"),
        namespace: namespaceSchema.default("istio-system"),
        name: objectName.default("fairlead"),
      })
      .prefault({})
      .describe(
        "The object that brings the filter to the gateways; the hosts of the pools are written into it",
      ),
    watches: watchesSchema,
    leadership: z
      .strictObject({
        namespace: namespaceSchema.default("fairlead"),
        name: objectName.default("fairlead-scaler"),
      })
      .prefault({})
      .describe("The Lease that several scalers compete for"),
  })
  .meta({ id: "KubernetesScalerWorld" });
