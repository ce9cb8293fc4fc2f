import {
  ANNOTATION_EPOCH,
  ANNOTATION_WRITTEN_AT,
  HEADER_POD,
  HEADER_ROUTE,
  LABEL_JOB_NAME,
  LABEL_POOL,
  type PoolNames,
  type RoutingSpec,
} from "@fairlead/routing-schema";
import type { RoutingTarget } from "../../interfaces/routes.ts";
import type { KubernetesObject, ObjectMetadata } from "./kubernetes-object.ts";
import { ownedByJob } from "./pool-identity.ts";

/** A DestinationRule with one subset. */
export interface SubsetSpec {
  readonly host: string;
  readonly subsets: readonly [{ readonly name: string; readonly labels: Readonly<Record<string, string>> }];
}

type Match =
  | { readonly headers: Readonly<Record<string, { readonly exact: string }>> }
  | { readonly queryParams: Readonly<Record<string, { readonly regex: string }>> };

/** A VirtualService with one route. */
export interface RouteSpec {
  readonly hosts: readonly string[];
  readonly gateways?: readonly string[];
  readonly http: readonly [
    {
      readonly name: string;
      readonly match: readonly Match[];
      readonly route: readonly unknown[];
      readonly headers: { readonly response: { readonly set: Readonly<Record<string, string>> } };
    },
  ];
}

const metadata = (
  { label, namespace }: PoolNames,
  { epoch, routeId, uid }: RoutingTarget,
  writtenAtMs: number,
): ObjectMetadata => ({
  name: routeId,
  namespace,
  labels: { [LABEL_POOL]: label },
  annotations: {
    [ANNOTATION_EPOCH]: String(epoch),
    [ANNOTATION_WRITTEN_AT]: new Date(writtenAtMs).toISOString(),
  },
  ownerReferences: [ownedByJob(routeId, uid)],
});

/** What a response over the route carries, so that a probe sees which route it took. */
export const routeMark = ({ epoch, routeId }: Pick<RoutingTarget, "epoch" | "routeId">): string =>
  `${routeId}.${epoch}`;

/**
 * Where a pod is: an object of its own for each pod. Istio unites the subsets of a host at the gateways, so no
 * object is written by two, and none grows with the pool.
 */
export const podSubset = (
  names: PoolNames,
  target: RoutingTarget,
  writtenAtMs: number,
): KubernetesObject<SubsetSpec> => ({
  apiVersion: "networking.istio.io/v1",
  kind: "DestinationRule",
  metadata: metadata(names, target, writtenAtMs),
  spec: {
    host: names.podsHost,
    subsets: [{ name: target.routeId, labels: { [LABEL_JOB_NAME]: target.routeId } }],
  },
});

/**
 * Who is led to a pod: requests with its route id in the header that the gateway's filter writes, and those with
 * the name of one of its Job's pods in the query. The header comes first, because a match ends there.
 */
export function podRoute(
  names: PoolNames,
  { gateways, hosts, queryParameter }: RoutingSpec,
  port: number,
  target: RoutingTarget,
  writtenAtMs: number,
): KubernetesObject<RouteSpec> {
  const { routeId } = target;
  const match: Match[] = [{ headers: { [HEADER_POD]: { exact: routeId } } }];
  if (queryParameter !== "") {
    match.push({ queryParams: { [queryParameter]: { regex: `^${routeId}-[a-z0-9]{5}$` } } });
  }
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: metadata(names, target, writtenAtMs),
    spec: {
      hosts: hosts.length === 0 ? [names.fallbackHost] : hosts,
      ...(gateways.length === 0 ? {} : { gateways }),
      http: [
        {
          name: routeId,
          match,
          route: [{ destination: { host: names.podsHost, subset: routeId, port: { number: port } } }],
          headers: { response: { set: { [HEADER_ROUTE]: routeMark(target) } } },
        },
      ],
    },
  };
}
