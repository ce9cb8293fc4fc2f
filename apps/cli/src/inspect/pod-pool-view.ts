import { formatPoolId } from "@fairlead/routing-schema";
import { z } from "zod";
import type { ClusterSource } from "./source.ts";

/** A `PodPool` as its object says it, in the words of a scaler's own view where it has them. */
export interface PodPoolView {
  readonly source: ClusterSource;
  /** `<namespace>/<name>` */
  readonly pool: string;
  /** Of the spec. */
  readonly generation: number | null;
  /** The generation that the status follows from; null before the scaler's first look. */
  readonly observedGeneration: number | null;
  /** Whether it is to be deleted, and waits for its pods. */
  readonly deleting: boolean;
  readonly desiredReplicas: number | null;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly counts: Readonly<Record<PodPoolPhase, number>> | null;
  readonly clients: number | null;
  readonly waitingClients: number | null;
  /** Sentences; empty before the scaler's first look. */
  readonly why: readonly string[];
  readonly conditions: readonly PodPoolCondition[];
  /** At most 100, by number; `counts` is of all. */
  readonly pods: readonly PodPoolPod[];
}

const PHASES = ["starting", "open", "draining", "closed"] as const;

/** A phase of a pod. */
export type PodPoolPhase = (typeof PHASES)[number];

const conditionSchema = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string().default(""),
  message: z.string().default(""),
  lastTransitionTime: z.string().nullable().default(null),
});

/** A condition, in Kubernetes' own form. */
export type PodPoolCondition = z.output<typeof conditionSchema>;

const podSchema = z
  .object({
    name: z.string().nullable().default(null),
    routeId: z.string(),
    phase: z.enum(PHASES),
    clients: z.number().nullable().default(null),
    why: z.string().default(""),
  })
  .transform(({ name, ...pod }) => ({ podId: name, ...pod }));

/** A pod of a status. */
export type PodPoolPod = z.output<typeof podSchema>;

const count = z.int().min(0).default(0);

/** Only what is shown, and nothing else is refused: the scaler in the cluster may be of a later release. */
const objectSchema = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string().default(""),
    generation: z.number().nullable().default(null),
    deletionTimestamp: z.string().optional(),
  }),
  spec: z
    .object({
      scaling: z
        .object({ minReplicas: z.number().default(1), maxReplicas: z.number().default(10) })
        .prefault({}),
    })
    .prefault({}),
  status: z
    .object({
      observedGeneration: z.number().nullable().default(null),
      desiredReplicas: z.number().nullable().default(null),
      phases: z
        .object({ starting: count, open: count, draining: count, closed: count })
        .nullable()
        .default(null),
      clients: z.number().nullable().default(null),
      waitingClients: z.number().nullable().default(null),
      why: z.string().default(""),
      conditions: z.array(conditionSchema).default([]),
      pods: z.array(podSchema).default([]),
    })
    .prefault({}),
});

const byNumber = (one: PodPoolPod, other: PodPoolPod): number =>
  one.routeId.localeCompare(other.routeId, "en", { numeric: true });

/**
 * Reads a `PodPool` of an API server.
 *
 * @throws z.ZodError for an object of another form.
 */
export function podPoolView(object: unknown, source: ClusterSource): PodPoolView {
  const { metadata, spec, status } = objectSchema.parse(object);
  const { phases, pods, why, ...told } = status;
  return {
    source,
    pool: formatPoolId(metadata.namespace, metadata.name),
    generation: metadata.generation,
    deleting: metadata.deletionTimestamp !== undefined,
    minReplicas: spec.scaling.minReplicas,
    maxReplicas: spec.scaling.maxReplicas,
    ...told,
    counts: phases,
    why: why === "" ? [] : [why],
    pods: pods.toSorted(byNumber),
  };
}

/** How many pods there are beside those that the status lists. */
export const unlistedPods = ({ counts, pods }: PodPoolView): number =>
  counts === null ? 0 : Math.max(0, PHASES.reduce((sum, phase) => sum + counts[phase], 0) - pods.length);
