/**
 * Error aversion: the share of 5xx answers of a pod lately, as an exponentially weighted mean that also
 * fades with time. A pod that fails fast looks idle to every load score; this keeps it from being filled.
 */
import { Pod } from "./pod";

/** Weight of one answer. */
const ANSWER_WEIGHT: f64 = 0.25;
/** Time in which the share halves without an answer. */
const HALF_LIFE_MS: f64 = 10000;
/** Below, a pod counts as sound. */
const NEGLIGIBLE: f64 = 0.02;

/** The share at `nowMs`, 0 when it is negligible. */
export function errorShare(pod: Pod, nowMs: u64): f64 {
  if (pod.errors == 0) return 0;
  const elapsedMs = nowMs > pod.errorsAtMs ? <f64>(nowMs - pod.errorsAtMs) : 0;
  // Hyperbolic decay: equals one half at the half-life, and needs no exponential function.
  const share = pod.errors / (1 + elapsedMs / HALF_LIFE_MS);
  return share < NEGLIGIBLE ? 0 : share;
}

/** Takes an answer into account. Returns whether the pod is under suspicion now. */
export function noteAnswer(pod: Pod, isError: bool, nowMs: u64): bool {
  if (!isError && pod.errors == 0) return false;
  const share = errorShare(pod, nowMs);
  pod.errors = share + ANSWER_WEIGHT * ((isError ? 1 : 0) - share);
  pod.errorsAtMs = nowMs;
  return pod.errors != 0;
}

/**
 * How likely a pod with this share is looked at in a pick. With it, a pod that fails every request gets a
 * trickle that notices its recovery: the more requests there are, the smaller the part it gets.
 */
export function admission(share: f64): f64 {
  return (1 - share) * (1 - share);
}
