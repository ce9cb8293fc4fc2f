import { applyObject, ifFound, isConflict, type ResourceClient } from "@fairlead/controller-kit";
import {
  FairleadError,
  FIELD_MANAGER_SCALER,
  LABEL_POOL,
  type PoolNames,
  type WorkloadSpec,
} from "@fairlead/routing-schema";
import type { Clock } from "../../interfaces/clock.ts";
import type { Routes, RoutingKind, RoutingTarget } from "../../interfaces/routes.ts";
import type { CachedKind } from "../cluster/pool-cache.ts";
import type { Collection } from "../cluster/collection.ts";
import type { GatewayCache } from "../cluster/gateway-cache.ts";
import { askGateway, type ProbeAnswer } from "../probes/ask-gateway.ts";
import { createRouteProber } from "../probes/route-prober.ts";
import type { EndpointSliceObject } from "../read/endpoint-slice.ts";
import type { JobObject, PodObject } from "../read/kubernetes-pod.ts";
import type { WrittenObjectOf } from "../resources.ts";
import { asWritten, wantedObject, type RoutingDeclaration } from "./as-written.ts";
import { createGatewayTracker, type GatewayPod } from "./gateway-list.ts";
import { createOutsideFallbackTracker } from "./outside-fallback.ts";
import { portOfPod, probeTarget, type ProbeTarget } from "./probe-target.ts";
import { soughtRoutes } from "./sought-routes.ts";

/** What the routes of one pool are made of. */
export interface KubernetesRoutesOptions {
  readonly names: PoolNames;
  readonly declared: () => RoutingDeclaration & { readonly workload: WorkloadSpec };
  readonly objects: {
    readonly jobs: Collection<JobObject>;
    readonly pods: Collection<PodObject>;
    readonly endpointSlices: Collection<EndpointSliceObject>;
    readonly virtualServices: CachedKind<WrittenObjectOf<unknown>>;
    readonly destinationRules: CachedKind<WrittenObjectOf<unknown>>;
  };
  readonly gateways: Pick<GatewayCache, "look" | "watch">;
  /** What the gateways' filter lets a probe through by. */
  readonly probeToken: () => string | undefined;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly measure: {
    readonly probed: (answer: ProbeAnswer["kind"]) => void;
    readonly programmed: (afterMs: number) => void;
  };
  /** Told that an object was found changed by another hand, and is written anew. */
  readonly corrected: (kind: string, name: string) => void;
}

/** Routes of one pool. */
export interface KubernetesRoutes extends Routes {
  /** Why the gateways cannot be asked; `undefined` while they can. */
  readonly fault: FairleadError | undefined;
  close(): void;
}

interface ProbedGateway extends GatewayPod {
  readonly port: number;
  readonly target: ProbeTarget;
}

const KINDS = { route: "VirtualService", subset: "DestinationRule" } as const;

/** A VirtualService and a DestinationRule for each pod, and what every gateway shows of them. */
export function createKubernetesRoutes(options: KubernetesRoutesOptions): KubernetesRoutes {
  const { clock, declared, gateways, names, objects, probeToken, timeoutMs } = options;
  const { label, namespace } = names;
  const kinds = { route: objects.virtualServices, subset: objects.destinationRules };
  const collections = {
    route: objects.virtualServices.of(namespace, label),
    subset: objects.destinationRules.of(namespace, label),
  };
  const tracker = createGatewayTracker();
  const outside = createOutsideFallbackTracker(names.fallbackService);
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  let fault: FairleadError | undefined;

  const prober = createRouteProber<ProbedGateway>({
    clock,
    changed,
    answered: options.measure.probed,
    programmed: options.measure.programmed,
    ask({ address, port, target }, routeId, signal) {
      const { workload } = declared();
      const path = workload.format === "push" ? "/" : workload.path;
      const token = probeToken();
      return askGateway({ address, port, target, path, routeId, token, timeoutMs }, signal);
    },
  });

  function faultOf(missing: readonly string[], target: ProbeTarget | undefined): FairleadError | undefined {
    const { routing } = declared();
    if (routing.gateways.length === 0) {
      return new FairleadError(
        "gateway_unknown",
        `routing.gateways of ${namespace}/${names.pool} is empty: in subset mode no pod opens before its route was seen at every gateway.`,
      );
    }
    if (missing.length > 0)
      return new FairleadError("gateway_unknown", `There is no Gateway ${missing.join(", ")}.`);
    if (target !== undefined) return undefined;
    return new FairleadError(
      "gateway_unknown",
      `No server of ${routing.gateways.join(", ")} takes one of the hosts ${routing.hosts.join(", ") || "(none)"} of ${namespace}/${names.pool} in HTTP, or in TLS that asks for no certificate.`,
    );
  }

  const isOurs = ({ metadata }: WrittenObjectOf<unknown>): boolean =>
    metadata.ownerReferences?.some(({ kind }) => kind === "Job") ?? false;
  const read = (kind: RoutingKind, { metadata, ...object }: WrittenObjectOf<unknown>) =>
    asWritten(kind, names, declared(), { metadata, ...object });
  const find = (kind: RoutingKind, routeId: string): Promise<WrittenObjectOf<unknown> | undefined> =>
    ifFound(kinds[kind].client.get({ namespace, name: routeId }));
  const rewritten = (kind: RoutingKind, routeId: string): FairleadError =>
    new FairleadError(
      "precondition_failed",
      `The ${KINDS[kind]} ${routeId} was written anew since it was looked at. The next plan takes it as it is.`,
      { details: { routeId } },
    );

  function refuseForeign(kind: RoutingKind, object: WrittenObjectOf<unknown>): void {
    if (isOurs(object) && object.metadata.labels?.[LABEL_POOL] === label) return;
    const { name } = object.metadata;
    throw new FairleadError(
      "object_foreign",
      `The ${KINDS[kind]} ${namespace}/${name} is there and belongs to somebody else. Delete or rename it.`,
      { details: { kind: KINDS[kind], namespace, name } },
    );
  }

  return {
    get fault() {
      return fault;
    },
    async observe(look = "read") {
      const observedAtMs = clock.nowMs();
      const { routing } = declared();
      const isSubset = routing.mode === "subset";
      const [jobs, pods, slices, routes, subsets, view] = await Promise.all([
        // One that is missing here is not asked for, and so is not deleted yet.
        objects.jobs.look("glance"),
        objects.pods.look(look),
        objects.endpointSlices.look(look),
        isSubset ? collections.route.look(look) : [],
        isSubset ? collections.subset.look(look) : [],
        isSubset ? gateways.look(routing.gateways, look) : undefined,
      ]);
      const written = {
        route: routes.filter(isOurs).map((object) => read("route", object)),
        subset: subsets.filter(isOurs).map((object) => read("subset", object)),
      };
      if (view !== undefined) {
        const target = probeTarget(view.gateways, routing);
        fault = faultOf(view.missing, target);
        const found = tracker.take(view.pods, observedAtMs);
        prober.aim({
          routes: soughtRoutes(
            written.route,
            jobs.map(({ metadata }) => metadata.name),
          ),
          gateways:
            target === undefined
              ? []
              : found.map((gateway) => ({
                  ...gateway,
                  target,
                  port: portOfPod(target.port, gateway.pod, view.services),
                })),
        });
      }
      const { list } = tracker;
      return {
        routes: written.route,
        subsets: written.subset,
        probes: isSubset ? prober.probes() : [],
        ...(list === undefined || fault !== undefined ? {} : { gateways: list }),
        outsideFallback: outside.take(pods, slices, observedAtMs),
        observedAtMs,
      };
    },
    watch(listener) {
      listeners.add(listener);
      const unwatch = gateways.watch(listener);
      return () => {
        listeners.delete(listener);
        unwatch();
      };
    },
    async write(kind, target) {
      const present = await find(kind, target.routeId);
      if (present !== undefined) {
        refuseForeign(kind, present);
        const { epoch, uid } = read(kind, present);
        if (uid === target.uid && epoch > target.epoch) throw rewritten(kind, target.routeId);
        if (uid === target.uid && epoch < 0) options.corrected(KINDS[kind], target.routeId);
      }
      const wanted = wantedObject(kind, names, declared(), target, clock.nowMs());
      const resourceVersion = present?.metadata.resourceVersion;
      const object = {
        ...wanted,
        metadata: { ...wanted.metadata, ...(resourceVersion === undefined ? {} : { resourceVersion }) },
      };
      try {
        const client: ResourceClient<WrittenObjectOf<unknown>> = kinds[kind].client;
        await applyObject(client, object, { fieldManager: FIELD_MANAGER_SCALER });
      } catch (error) {
        throw isConflict(error) ? rewritten(kind, target.routeId) : error;
      }
    },
    async remove(kind, target: RoutingTarget) {
      const present = await find(kind, target.routeId);
      if (present === undefined) return;
      refuseForeign(kind, present);
      const { epoch, uid } = read(kind, present);
      if (epoch !== target.epoch || uid !== target.uid) throw rewritten(kind, target.routeId);
      const { metadata } = present;
      try {
        await ifFound(
          kinds[kind].client.delete(
            { namespace, name: target.routeId },
            { uid: metadata.uid, resourceVersion: metadata.resourceVersion, propagationPolicy: "Background" },
          ),
        );
      } catch (error) {
        throw isConflict(error) ? rewritten(kind, target.routeId) : error;
      }
    },
    close: () => prober.close(),
  };
}
