import { createLifecycleSpec, lifecycleOptionsOf } from "@fairlead/pool-scaling";
import {
  explainIssues,
  FairleadError,
  formatPath,
  podPoolSpecSchema,
  type PodPoolSpec,
  type PoolNames,
  type ScalerControllerConfiguration,
} from "@fairlead/routing-schema";
import type { PoolDeclaration } from "../../interfaces/pool.ts";
import type { PodTemplate } from "../objects/pod-job.ts";
import type { PodPorts } from "../read/managed-pod.ts";
import type { PodPoolObject } from "../resources.ts";
import { templateHash } from "../../template-hash.ts";

/** A `PodPool` as the parts of its world take it. */
export interface DeclaredPool {
  readonly spec: PodPoolSpec;
  readonly template: PodTemplate;
  readonly ports: PodPorts;
  readonly declaration: PoolDeclaration;
  readonly generation: number | undefined;
}

const unreadable = ({ metadata }: PodPoolObject, reason: string, cause?: unknown): FairleadError =>
  new FairleadError(
    "pod_pool_unreadable",
    `The PodPool ${metadata.namespace ?? ""}/${metadata.name} has a spec that is not read here: ${reason}`,
    { cause, details: { namespace: metadata.namespace ?? "", name: metadata.name } },
  );

/** A pool that is being deleted empties, or ends at once, as its spec says. */
export function withDeletion(declared: DeclaredPool, { metadata }: PodPoolObject): DeclaredPool {
  if (metadata.deletionTimestamp === undefined) return declared;
  const { declaration, spec } = declared;
  const deletion = spec.draining.onPoolDeletion === "delete" ? "immediate" : "drain";
  return { ...declared, declaration: { ...declaration, lifecycle: { ...declaration.lifecycle, deletion } } };
}

/**
 * Reads a `PodPool`.
 *
 * @throws {FairleadError} `pod_pool_unreadable`, or `configuration_invalid` for a number out of range.
 */
export function declarePool(
  podPool: PodPoolObject,
  names: PoolNames,
  starting: ScalerControllerConfiguration["starting"],
): DeclaredPool {
  const { metadata } = podPool;
  const { data: spec, error } = podPoolSpecSchema.safeParse(podPool.spec);
  if (spec === undefined) {
    const issues = explainIssues(error, podPool.spec).map(
      ({ message, path }) => `${formatPath(["spec", ...path])}: ${message}`,
    );
    throw unreadable(podPool, `${issues.join("; ")}.`, error);
  }
  const { port, scaling, template, workload } = spec;
  if (template?.["spec"] === undefined) {
    throw unreadable(podPool, "spec.template is missing: the pods are made from it.");
  }
  const lifecycle = createLifecycleSpec({
    ...lifecycleOptionsOf(spec),
    podNamePrefix: names.podNamePrefix,
    templateHash: templateHash(template),
    maxStarting: starting.maxStarting,
    startDeadlineMs: starting.deadlineMs,
    backOffBaseMs: starting.backOffBaseMs,
    backOffMaxMs: starting.backOffMaxMs,
  });
  const declared: DeclaredPool = {
    spec,
    template,
    ports: { port, workloadPort: ("port" in workload ? workload.port : undefined) ?? port },
    declaration: { lifecycle, scaling },
    generation: metadata.generation,
  };
  return withDeletion(declared, podPool);
}
