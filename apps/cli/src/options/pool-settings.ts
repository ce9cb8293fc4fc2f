import { podPoolSchema, podPoolSpecSchema, type PodPoolSpec } from "@fairlead/routing-schema";
import type { z } from "zod";

/** The pool that runs on this host. */
export interface PoolSettings {
  /** `<namespace>/<name>` */
  readonly id: string;
  /** Of the Jobs: `<name>-1` … */
  readonly name: string;
  /** What holds of a `PodPool` on one host: every pod has a port of its own, and the command is what runs. */
  readonly spec: Omit<PodPoolSpec, "port" | "template">;
}

/** The spec of a pool on one host: as in Kubernetes, and `port` may be left out. */
export const localSpecSchema = podPoolSpecSchema.partial({ port: true });

/** A whole `PodPool` on one host. */
export const localPodPoolSchema = podPoolSchema.extend({ spec: localSpecSchema });

/** The spec as the file of `--pool` holds it, at the top or below `spec`. */
export type LocalSpec = z.output<typeof localSpecSchema>;

/**
 * What holds on one host where nothing else is said: a pod goes a quarter of a minute after it is no longer
 * needed, where Kubernetes waits minutes, so that whoever tries it out sees it happen.
 */
export const QUICK_PROFILE = {
  picking: { leaseSeconds: 3, reportMaxAgeSeconds: 5 },
  scaling: { behavior: { scaleDown: { stabilizationWindowSeconds: 15 } } },
} as const;

/** The number of pods where nothing is said of it. */
export const DEFAULT_PODS = 3;
