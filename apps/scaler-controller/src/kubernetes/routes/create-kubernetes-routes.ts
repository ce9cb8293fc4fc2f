import { ifFound, isAlreadyExists, isConflict, type ResourceClient } from "@fairlead/controller-kit";
import type { WrittenObject } from "@fairlead/pool-scaling";
import {
  ANNOTATION_EPOCH,
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
import type { GatewayCache, GatewayView } from "../cluster/gateway-cache.ts";
import type { KubernetesObject } from "../objects/kubernetes-object.ts";
import { askGateway, type ProbeAnswer } from "../probes/ask-gateway.ts";
import { createRouteProber } from "../probes/route-prober.ts";
import { hasOtherHand } from "../read/other-hand.ts";
import type { EndpointSliceObject } from "../read/endpoint-slice.ts";
import { readySinceMs, type JobObject, type PodObject } from "../read/kubernetes-pod.ts";
import { writtenObject } from "../read/written-object.ts";
import type { WrittenObjectOf } from "../resources.ts";
import { createWrittenReader, wantedObject, type RoutingDeclaration } from "./as-written.ts";
import { createGatewayTracker } from "./gateway-list.ts";
import { createOutsideFallbackTracker } from "./outside-fallback.ts";
import { probeTarget } from "./probe-target.ts";
import { probedGateways, type ProbedGateway } from "./probed-gateways.ts";
import { soughtRoute, soughtRoutes } from "./sought-routes.ts";
import { createWritingTimes } from "./writing-times.ts";

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

const KINDS = { route: "VirtualService", subset: "DestinationRule" } as const;

/** Makes of an object as it was read all that is wanted of it, and nothing else of its spec. */
function overwriting(
  { metadata, spec }: WrittenObjectOf<unknown>,
  wanted: KubernetesObject,
): Readonly<Record<string, unknown>> {
  const others = metadata.ownerReferences?.filter(({ kind }) => kind !== "Job") ?? [];
  const emptied = Object.fromEntries(Object.keys(spec ?? {}).map((field) => [field, null]));
  const { annotations, labels, ownerReferences = [] } = wanted.metadata;
  const { resourceVersion, uid } = metadata;
  return {
    metadata: { uid, resourceVersion, labels, annotations, ownerReferences: [...others, ...ownerReferences] },
    spec: { ...emptied, ...(wanted.spec as object) },
  };
}

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
  const times = { route: createWritingTimes(), subset: createWritingTimes() };
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

  const unknown = (message: string): FairleadError => new FairleadError("gateway_unknown", message);
  function faultOf({ gateways: found, missing, unknown: reason }: GatewayView, closed: readonly string[]) {
    const { routing } = declared();
    if (routing.gateways.length === 0) {
      return unknown(
        `routing.gateways of ${namespace}/${names.pool} is empty: in subset mode no pod opens before its route was seen at every gateway.`,
      );
    }
    if (reason !== undefined) return unknown(reason);
    if (missing.length > 0) return unknown(`There is no Gateway ${missing.join(", ")}.`);
    if (closed.length === 0 && probeTarget(found, { ...routing, namespace }) !== undefined) return undefined;
    const where = closed.length === 0 ? "" : ` at ${closed.join(", ")}`;
    return unknown(
      `No server of ${routing.gateways.join(", ")}${where} takes one of the hosts ${routing.hosts.join(", ") || "(none)"} of ${namespace}/${names.pool} in HTTP, or in TLS that asks for no certificate.`,
    );
  }

  /** Has the gateways asked for what is written, and for what is to be gone. */
  function probe(
    view: GatewayView,
    written: readonly WrittenObject[],
    routeIds: ReadonlySet<string>,
    own: readonly PodObject[],
  ): void {
    const found = view.unknown === undefined ? tracker.take(view.pods, clock.nowMs()) : [];
    const probed = probedGateways(found, view, { ...declared().routing, namespace });
    fault = faultOf(view, probed.closed);
    const ready = own.filter((pod) => readySinceMs(pod) !== undefined).map(({ metadata }) => metadata.name);
    prober.aim({ routes: soughtRoutes(written, routeIds), gateways: probed.gateways, ready });
  }

  /** One of a Job, or one of a Job that was deleted without what it owned: nobody else would remove that. */
  const isOurs = ({ metadata: { annotations, ownerReferences = [] } }: WrittenObjectOf<unknown>): boolean =>
    ownerReferences.length === 0
      ? annotations?.[ANNOTATION_EPOCH] !== undefined
      : ownerReferences.some(({ kind }) => kind === "Job");
  const readers = {
    route: createWrittenReader("route", names),
    subset: createWrittenReader("subset", names),
  };
  const read = (kind: RoutingKind, object: WrittenObjectOf<unknown>) => readers[kind](declared(), object);
  const find = (kind: RoutingKind, routeId: string): Promise<WrittenObjectOf<unknown> | undefined> =>
    ifFound(kinds[kind].client.get({ namespace, name: routeId }));
  /** Need not wait for the look that shows it: by then the gateways may have it. */
  function seek(kind: RoutingKind, { metadata }: KubernetesObject): void {
    if (kind === "route") prober.seek(soughtRoute(writtenObject(metadata)));
  }
  const rewritten = (kind: RoutingKind, routeId: string): FairleadError =>
    new FairleadError(
      "precondition_failed",
      `The ${KINDS[kind]} ${routeId} was written anew since it was looked at. The next plan takes it as it is.`,
      { details: { routeId } },
    );

  function refuseForeign(kind: RoutingKind, object: WrittenObjectOf<unknown>, jobUid: string): void {
    if (isOurs(object) && object.metadata.labels?.[LABEL_POOL] === label) return;
    // One that another hand has taken the label off is found by name only, and is the pod's all the same.
    if (object.metadata.ownerReferences?.some(({ uid }) => uid === jobUid)) return;
    const { name } = object.metadata;
    throw new FairleadError(
      "object_foreign",
      `The ${KINDS[kind]} ${namespace}/${name} is there and belongs to somebody else. Delete or rename it.`,
      { details: { kind: KINDS[kind], namespace, name } },
    );
  }

  /** The names that the last look showed, of whomever the objects are. */
  const seen = { route: new Set<string>(), subset: new Set<string>() };
  /** What the pool said when an object was last seen to be as it says. */
  const asDeclared = { route: new Map<string, string>(), subset: new Map<string, string>() };
  const declaration = (): string => {
    const { port, routing } = declared();
    return JSON.stringify([port, routing]);
  };
  function lookOver(kind: RoutingKind, objects: readonly WrittenObjectOf<unknown>[]) {
    seen[kind] = new Set(objects.map(({ metadata }) => metadata.name));
    const written = objects.filter(isOurs).map((object) => read(kind, object));
    const said = declaration();
    const known = asDeclared[kind];
    const present = new Set(written.map(({ routeId }) => routeId));
    for (const routeId of known.keys()) if (!present.has(routeId)) known.delete(routeId);
    for (const { epoch, routeId } of written) if (epoch >= 0) known.set(routeId, said);
    return times[kind].take(written, clock.nowMs());
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
      const written = { route: lookOver("route", routes), subset: lookOver("subset", subsets) };
      if (view === undefined) {
        fault = undefined;
        prober.aim({ routes: [], gateways: [], ready: [] });
      } else {
        // A subset whose Job is gone stays until its route is seen to be gone, too.
        const routeIds = new Set([
          ...jobs.map(({ metadata }) => metadata.name),
          ...written.subset.map(({ routeId }) => routeId),
        ]);
        probe(view, written.route, routeIds, pods);
      }
      const { list } = tracker;
      const isKnown = isSubset && list !== undefined && fault === undefined;
      return {
        routes: written.route,
        subsets: written.subset,
        probes: isSubset ? prober.probes() : [],
        ...(isKnown ? { gateways: list } : {}),
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
      const client: ResourceClient<WrittenObjectOf<unknown>> = kinds[kind].client;
      const by = { fieldManager: FIELD_MANAGER_SCALER };
      // Not before the last question: a probe counts from the time that is written.
      const wanted = () => wantedObject(kind, names, declared(), target, clock.nowMs());
      if (!seen[kind].has(target.routeId)) {
        try {
          const object = wanted();
          await client.create(object, by);
          return seek(kind, object);
        } catch (error) {
          // It was made since, or does not carry the label of the pool.
          if (!isAlreadyExists(error)) throw error;
        }
      }
      const present = await find(kind, target.routeId);
      if (present !== undefined) {
        refuseForeign(kind, present, target.uid);
        const { epoch, uid } = read(kind, present);
        if (uid === target.uid && epoch > target.epoch) throw rewritten(kind, target.routeId);
        const wasRight = asDeclared[kind].get(target.routeId) === declaration();
        if (uid === target.uid && epoch < 0 && (wasRight || hasOtherHand(present))) {
          options.corrected(KINDS[kind], target.routeId);
        }
      }
      try {
        // As a whole: what another hand has added to it would stay, and it would never be as it is to be.
        const object = wanted();
        await (present === undefined
          ? client.create(object, by)
          : client.patch({ namespace, name: target.routeId }, overwriting(present, object), {
              ...by,
              type: "merge",
            }));
        seek(kind, object);
      } catch (error) {
        throw isConflict(error) || isAlreadyExists(error) ? rewritten(kind, target.routeId) : error;
      }
    },
    async remove(kind, target: RoutingTarget) {
      const present = await find(kind, target.routeId);
      if (present === undefined) return;
      refuseForeign(kind, present, target.uid);
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
