import { resourceType, type ApiObject } from "@fairlead/controller-kit";
import { POD_POOL_GROUP, POD_POOL_KIND, POD_POOL_VERSION } from "@fairlead/routing-schema";
import type { ObjectMetadata } from "./objects/kubernetes-object.ts";
import type { RouteSpec, SubsetSpec } from "./objects/pod-routing.ts";
import type { EndpointSliceObject } from "./read/endpoint-slice.ts";
import type { GatewayObject } from "./read/gateway-object.ts";
import type { JobObject, PodObject } from "./read/kubernetes-pod.ts";

/** A pod's Job. */
export const jobs = resourceType<JobObject>({ apiVersion: "batch/v1", kind: "Job", plural: "jobs" });

/** The pods that Jobs run. */
export const pods = resourceType<PodObject>({ apiVersion: "v1", kind: "Pod", plural: "pods" });

/** An object that is written as a whole, and read to see whether it is as it was written. */
export interface WrittenObjectOf<Spec> extends ApiObject {
  readonly metadata: ObjectMetadata;
  readonly spec?: Spec;
}

/** The Services of pools, and those of gateways. */
export const services = resourceType<WrittenObjectOf<unknown>>({
  apiVersion: "v1",
  kind: "Service",
  plural: "services",
});

/** What Services lead to. */
export const endpointSlices = resourceType<EndpointSliceObject>({
  apiVersion: "discovery.k8s.io/v1",
  kind: "EndpointSlice",
  plural: "endpointslices",
});

/** What keeps pods with clients from being evicted. */
export const disruptionBudgets = resourceType<WrittenObjectOf<unknown>>({
  apiVersion: "policy/v1",
  kind: "PodDisruptionBudget",
  plural: "poddisruptionbudgets",
});

/** The routes. */
export const virtualServices = resourceType<WrittenObjectOf<RouteSpec>>({
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  plural: "virtualservices",
});

/** The subsets. */
export const destinationRules = resourceType<WrittenObjectOf<SubsetSpec>>({
  apiVersion: "networking.istio.io/v1",
  kind: "DestinationRule",
  plural: "destinationrules",
});

/** Which pods are gateways, and at which ports they serve. */
export const gateways = resourceType<GatewayObject>({
  apiVersion: "networking.istio.io/v1",
  kind: "Gateway",
  plural: "gateways",
});

/** What has gateways take the endpoint that the filter names. */
export const envoyFilters = resourceType<WrittenObjectOf<unknown>>({
  apiVersion: "networking.istio.io/v1alpha3",
  kind: "EnvoyFilter",
  plural: "envoyfilters",
});

/** What brings the filter to the gateways. */
export const wasmPlugins = resourceType<WrittenObjectOf<Readonly<Record<string, unknown>>>>({
  apiVersion: "extensions.istio.io/v1alpha1",
  kind: "WasmPlugin",
  plural: "wasmplugins",
});

/** The same, from Istio 1.30. */
export const trafficExtensions = resourceType<WrittenObjectOf<Readonly<Record<string, unknown>>>>({
  apiVersion: "extensions.istio.io/v1alpha1",
  kind: "TrafficExtension",
  plural: "trafficextensions",
});

/** A `PodPool` as the API server has it; its spec is read by the schema of `routing-schema`. */
export interface PodPoolObject extends ApiObject {
  readonly metadata: ObjectMetadata;
  readonly spec: unknown;
  readonly status?: unknown;
}

/** The custom resource itself. */
export const podPools = resourceType<PodPoolObject>({
  apiVersion: `${POD_POOL_GROUP}/${POD_POOL_VERSION}`,
  kind: POD_POOL_KIND,
  plural: "podpools",
});
