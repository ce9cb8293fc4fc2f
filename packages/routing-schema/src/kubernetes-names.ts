/**
 * Every name that Fairlead writes on Kubernetes objects, and those of others that it relies on. Scaler and
 * lookup service meet at these.
 *
 * @module
 */

/** Label of Jobs, pods and routes: the pool, as a label value. */
export const LABEL_POOL = "fairlead.dev/pool";
/** Label of pods, which the fallback Service selects: `starting`, `open`, `draining` or `closed`. */
export const LABEL_PHASE = "fairlead.dev/phase";
/** Label of pods that have clients: the pool's PodDisruptionBudget selects them. */
export const LABEL_GUARDED = "fairlead.dev/guarded";
/** Label of Jobs and pods: the template that they were made from. */
export const LABEL_TEMPLATE_HASH = "fairlead.dev/template-hash";
/** Annotation of Jobs: the whole record of the phase, as JSON. Where it differs from the label, it holds. */
export const ANNOTATION_PHASE_RECORD = "fairlead.dev/phase-record";
/** Annotation of pods: the revision of the phase record that their labels follow from. */
export const ANNOTATION_PHASE_REVISION = "fairlead.dev/phase-revision";
/** Annotation of Jobs: since when the pod is guarded, in ISO 8601. */
export const ANNOTATION_GUARDED_SINCE = "fairlead.dev/guarded-since";
/** Annotation of Jobs and pods, set by the user: `"true"` keeps the pod whatever the load. */
export const ANNOTATION_PROTECTED = "fairlead.dev/protected";
/** Annotation of routes: the epoch of the pod's phase that they were written for. */
export const ANNOTATION_EPOCH = "fairlead.dev/epoch";
/** Annotation of routes: when they were written, in ISO 8601. */
export const ANNOTATION_WRITTEN_AT = "fairlead.dev/written-at";
/** Finalizer of pools: their pods drain before they are gone. */
export const FINALIZER_DRAIN = "fairlead.dev/drain";
/** Field manager of everything that the scaler writes. */
export const FIELD_MANAGER_SCALER = "fairlead-scaler-controller";

/** Label that Kubernetes puts on the pods of a Job; a pod's subset selects by it. */
export const LABEL_JOB_NAME = "batch.kubernetes.io/job-name";
/** Annotation that ranks pods for removal: lower goes first. */
export const ANNOTATION_DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";
/** Annotation that keeps the cluster autoscaler off a pod. */
export const ANNOTATION_SAFE_TO_EVICT = "cluster-autoscaler.kubernetes.io/safe-to-evict";
/** Annotation that keeps Karpenter off a pod. */
export const ANNOTATION_DO_NOT_DISRUPT = "karpenter.sh/do-not-disrupt";
