import type { PodReport } from "../interfaces/workload.ts";
import type { LookupPoolView } from "./lookup-view.ts";

/** As long as `@fairlead/workload-reporter` lets a push be under way: what arrives was counted no longer ago. */
const PUSH_TIMEOUT_MS = 5_000;

/**
 * What closed pods pushed to the lookup service. It counts as sampled at the earliest time that it can stand for, since
 * a pod goes by it, and a client may have come while it was under way.
 */
export const closedReports = (views: readonly LookupPoolView[], askedAtMs: number): readonly PodReport[] =>
  views
    .flatMap(({ phases }) => phases?.pods ?? [])
    .flatMap(({ podId, report }) => {
      if (report === null) return [];
      const { ageMs, capacity, clients, draining } = report;
      return [{ podId, clients, capacity, draining, sampledAtMs: askedAtMs - ageMs - PUSH_TIMEOUT_MS }];
    });
