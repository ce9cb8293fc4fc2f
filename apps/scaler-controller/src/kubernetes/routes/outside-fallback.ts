import { ANNOTATION_PHASE_REVISION, LABEL_JOB_NAME, LABEL_PHASE } from "@fairlead/routing-schema";
import type { OutsideFallback } from "../../interfaces/routes.ts";
import { isServing, LABEL_SERVICE_NAME, type EndpointSliceObject } from "../read/endpoint-slice.ts";
import type { PodObject } from "../read/kubernetes-pod.ts";

/** Remembers since when the fallback Service has not led to each pod. */
export interface OutsideFallbackTracker {
  take(
    pods: readonly PodObject[],
    slices: readonly EndpointSliceObject[],
    nowMs: number,
  ): readonly OutsideFallback[];
}

const REVISION = /^\d{1,15}$/;

/** Pods that requests without a pod can still reach: those that the Service has among its endpoints. */
function reached(slices: readonly EndpointSliceObject[], service: string): ReadonlySet<string> {
  const own = slices.filter(({ metadata }) => metadata.labels?.[LABEL_SERVICE_NAME] === service);
  return new Set(
    own.flatMap(({ endpoints }) =>
      (endpoints ?? []).filter(isServing).flatMap(({ targetRef }) => targetRef?.uid ?? []),
    ),
  );
}

/** The phase that a Job's pods are outside by; `undefined` while one of them is not, or they carry different ones. */
function outsideRevision(pods: readonly PodObject[], inside: ReadonlySet<string>): number | undefined {
  const revisions = pods.map(({ metadata }) => {
    const isOutside = metadata.labels?.[LABEL_PHASE] !== "open" && !inside.has(metadata.uid ?? "");
    return isOutside ? metadata.annotations?.[ANNOTATION_PHASE_REVISION] : undefined;
  });
  const [first = ""] = revisions;
  return REVISION.test(first) && revisions.every((revision) => revision === first)
    ? Number(first)
    : undefined;
}

/**
 * A pod is outside once it carries another phase than `open` and is no endpoint of the fallback Service: from then
 * on it is none, whatever its readiness. Between the endpoints and the gateways lies what Istio takes to push, which
 * is part of the lease.
 */
export function createOutsideFallbackTracker(fallbackService: string): OutsideFallbackTracker {
  let seen = new Map<string, OutsideFallback>();
  return {
    take(pods, slices, nowMs) {
      const inside = reached(slices, fallbackService);
      const byRoute = Map.groupBy(pods, ({ metadata }) => metadata.labels?.[LABEL_JOB_NAME] ?? "");
      seen = new Map(
        [...byRoute].flatMap(([routeId, own]): [string, OutsideFallback][] => {
          const phaseRevision = outsideRevision(own, inside);
          if (phaseRevision === undefined) return [];
          const before = seen.get(routeId);
          const isSame = before?.phaseRevision === phaseRevision;
          return [[routeId, { routeId, phaseRevision, sinceMs: isSame ? before.sinceMs : nowMs }]];
        }),
      );
      return [...seen.values()];
    },
  };
}
