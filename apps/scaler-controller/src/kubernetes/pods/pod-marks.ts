import {
  ANNOTATION_DO_NOT_DISRUPT,
  ANNOTATION_PHASE_REVISION,
  ANNOTATION_SAFE_TO_EVICT,
  LABEL_GUARDED,
  LABEL_PHASE,
} from "@fairlead/routing-schema";
import type { ManagedPod } from "../../interfaces/pods.ts";
import type { PodTemplate } from "../objects/pod-job.ts";
import type { PodObject } from "../read/kubernetes-pod.ts";

/** A change of a pod's metadata; `null` removes. */
export interface PodMarks {
  readonly labels: Readonly<Record<string, string | null>>;
  readonly annotations: Readonly<Record<string, string | null>>;
}

type Marks = Record<string, string | null>;

/** What a pod is to carry: its phase, for the Service that selects by it, and the marks against other killers. */
function wantedMarks(
  { guardedSinceMs, phase }: Pick<ManagedPod, "guardedSinceMs" | "phase">,
  template: PodTemplate,
): PodMarks {
  const guarded = guardedSinceMs !== undefined;
  // What the user's own template says of eviction holds again once the pod has no clients.
  const own = (annotation: string): string | null => template.metadata?.annotations?.[annotation] ?? null;
  return {
    labels: { [LABEL_PHASE]: phase.name, [LABEL_GUARDED]: guarded ? "true" : null },
    annotations: {
      [ANNOTATION_PHASE_REVISION]: String(phase.revision),
      [ANNOTATION_SAFE_TO_EVICT]: guarded ? "false" : own(ANNOTATION_SAFE_TO_EVICT),
      [ANNOTATION_DO_NOT_DISRUPT]: guarded ? "true" : own(ANNOTATION_DO_NOT_DISRUPT),
    },
  };
}

const missing = (wanted: Readonly<Marks>, present: Readonly<Record<string, string>> = {}): Marks =>
  Object.fromEntries(Object.entries(wanted).filter(([name, value]) => (present[name] ?? null) !== value));

/**
 * What a pod's metadata lacks to follow from its Job; `undefined` when nothing. The Job is written first, so a
 * pod that lags behind is brought up by whoever looks next.
 */
export function missingMarks(
  { metadata }: PodObject,
  job: Pick<ManagedPod, "guardedSinceMs" | "phase">,
  template: PodTemplate,
): PodMarks | undefined {
  const wanted = wantedMarks(job, template);
  const labels = missing(wanted.labels, metadata.labels);
  const annotations = missing(wanted.annotations, metadata.annotations);
  return Object.keys(labels).length + Object.keys(annotations).length === 0
    ? undefined
    : { labels, annotations };
}
