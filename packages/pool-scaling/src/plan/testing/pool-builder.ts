import { createLifecycleSpec } from "../../lifecycle/create-lifecycle-spec.ts";
import type { LifecyclePod } from "../../lifecycle/lifecycle-pod.ts";
import type { LifecycleSpec } from "../../lifecycle/lifecycle-spec.ts";
import type { ObservedPool } from "../../lifecycle/observed-pool.ts";
import type { PhaseRecord } from "../../lifecycle/phase.ts";
import { EMPTY_STATUS } from "../../lifecycle/pool-status.ts";

/** The time of every test, unless it says another. */
export const NOW = 1_000_000;
/** When everything that is settled was settled. */
export const LONG_AGO = 100_000;

/** What a test says of a pod; the rest is an open, healthy, idle pod. */
export interface PodOptions extends Partial<Omit<LifecyclePod, "phase">> {
  readonly phase?: Partial<PhaseRecord>;
  /** Clients in a report of this moment; `null`: no report. */
  readonly clients?: number | null;
}

/** A pod. */
export function makePod(routeId: string, options: PodOptions = {}): LifecyclePod {
  const { phase, clients = 0, ...rest } = options;
  const podId = `${routeId}-x`;
  const isOpen = (phase?.name ?? "open") !== "starting";
  return {
    routeId,
    uid: `uid-${routeId}`,
    createdAtMs: LONG_AGO,
    templateHash: "v1",
    deleting: false,
    instance: { podId, state: "running", ready: true, readySinceMs: LONG_AGO, createdAtMs: LONG_AGO },
    lookup: { phaseRevision: phase?.revision ?? 2, withheldSinceMs: LONG_AGO, unlistedSinceMs: LONG_AGO },
    ...(clients === null ? {} : { report: { podId, clients, sampledAtMs: NOW } }),
    ...(clients === null || clients === 0 ? {} : { guardedSinceMs: LONG_AGO }),
    ...rest,
    phase: {
      name: "open",
      sinceMs: LONG_AGO,
      revision: 2,
      epoch: 0,
      opened: isOpen,
      ...(isOpen ? { podId } : {}),
      ...(phase?.name === "draining" || phase?.name === "closed" ? { drainSinceMs: LONG_AGO } : {}),
      ...phase,
    },
  };
}

/** A pool in which every pod has its route at two gateways, and the status is that of the last plan. */
export function makePool(pods: readonly LifecyclePod[], options: Partial<ObservedPool> = {}): ObservedPool {
  const written = pods.map(({ routeId, uid, phase }) => ({
    routeId,
    uid,
    epoch: phase.epoch,
    writtenAtMs: LONG_AGO,
  }));
  return {
    pods,
    routes: written,
    subsets: written,
    probes: pods.map(({ routeId }) => ({ routeId, sightings: sightings("present") })),
    gateways: { names: ["gateway-1", "gateway-2"], sinceMs: LONG_AGO, observedAtMs: NOW },
    lookup: { observedAtMs: NOW, sinceMs: LONG_AGO },
    desiredReplicas: pods.length,
    status: { ...EMPTY_STATUS, revision: 7, nextOrdinal: 50 },
    ...options,
  };
}

/** What both gateways show of a route. */
export const sightings = (
  state: "present" | "absent",
  sinceMs = LONG_AGO,
): ObservedPool["probes"][number]["sightings"] =>
  ["gateway-1", "gateway-2"].map((gateway) => ({ gateway, state, sinceMs, checkedAtMs: NOW }));

/** A spec with a lease of 30 s and reports that count for 15 s. */
export const makeSpec = (options: Partial<LifecycleSpec> = {}): LifecycleSpec =>
  createLifecycleSpec({ podNamePrefix: "chat", templateHash: "v1", maxReplicas: 10, ...options });
