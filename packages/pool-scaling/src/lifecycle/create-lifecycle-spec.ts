import { FairleadError, type PodPoolSpec } from "@fairlead/routing-schema";
import type { LifecycleSpec } from "./lifecycle-spec.ts";

/** The part of a pool's spec that the life of its pods depends on, and what the spec does not say. */
export interface LifecycleSpecOptions extends Partial<LifecycleSpec> {
  readonly podNamePrefix: string;
  readonly templateHash: string;
}

const DEFAULTS = {
  minReplicas: 1,
  maxReplicas: 10,
  routing: "subset",
  leaseMs: 30_000,
  reportMaxAgeMs: 15_000,
  silentMs: 300_000,
  onDeadline: "wait",
  maxStarting: 10,
  startDeadlineMs: 600_000,
  backOffBaseMs: 10_000,
  backOffMaxMs: 300_000,
  maxSurge: 1,
  preference: "pack",
  usesPicker: false,
} as const satisfies Partial<LifecycleSpec>;

/** Whole numbers and times, with their least value. */
const LEAST: Readonly<Partial<Record<keyof LifecycleSpec, number>>> = {
  minReplicas: 0,
  maxReplicas: 0,
  leaseMs: 1,
  reportMaxAgeMs: 1,
  silentMs: 1,
  maxDrainMs: 0,
  maxStarting: 1,
  startDeadlineMs: 1,
  backOffBaseMs: 1,
  backOffMaxMs: 1,
  maxSurge: 1,
};

/**
 * Fills in the defaults.
 *
 * @throws {FairleadError} `configuration_invalid` for a number out of range.
 *
 * @example
 * ```ts
 * createLifecycleSpec({ podNamePrefix: "chat", templateHash: "7f3a", ...lifecycleOptionsOf(pool.spec) });
 * ```
 */
export function createLifecycleSpec(options: LifecycleSpecOptions): LifecycleSpec {
  const spec: LifecycleSpec = { ...DEFAULTS, ...options };
  for (const [name, least] of Object.entries(LEAST) as [keyof LifecycleSpec, number][]) {
    const value = spec[name];
    if (value === undefined || (Number.isSafeInteger(value) && Number(value) >= least)) continue;
    throw new FairleadError(
      "configuration_invalid",
      `${name} is ${String(value)}; give a whole number from ${least}.`,
      { details: { name, value } },
    );
  }
  if (spec.minReplicas > spec.maxReplicas) {
    throw new FairleadError(
      "configuration_invalid",
      `minReplicas ${spec.minReplicas} is larger than maxReplicas ${spec.maxReplicas}; raise the one or lower the other.`,
      { details: { minReplicas: spec.minReplicas, maxReplicas: spec.maxReplicas } },
    );
  }
  return spec;
}

/** What a `PodPool` says of the life of its pods. */
export function lifecycleOptionsOf(spec: PodPoolSpec): Partial<LifecycleSpec> {
  const { maxDrainSeconds, onDeadline, picker, preference, silentSeconds } = spec.draining;
  return {
    minReplicas: spec.scaling.minReplicas,
    maxReplicas: spec.scaling.maxReplicas,
    routing: spec.routing.mode,
    leaseMs: Math.ceil(spec.picking.leaseSeconds * 1_000),
    reportMaxAgeMs: Math.ceil(spec.picking.reportMaxAgeSeconds * 1_000),
    silentMs: silentSeconds * 1_000,
    ...(maxDrainSeconds === undefined ? {} : { maxDrainMs: maxDrainSeconds * 1_000 }),
    onDeadline,
    preference,
    usesPicker: picker !== undefined,
  };
}
