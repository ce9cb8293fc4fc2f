import type { LifecycleSpec } from "./lifecycle-spec.ts";
import type { ClientReport, LifecyclePod } from "./lifecycle-pod.ts";
import { age, past } from "./time.ts";

/** What is known of a pod's clients at this moment. */
export type ClientEvidence =
  /** There is no process that could have a client, or none that clients were ever led to. */
  | { readonly kind: "none_possible" }
  /** A fresh report. */
  | {
      readonly kind: "reported";
      readonly clients: number;
      readonly sampledAtMs: number;
      readonly draining: boolean;
    }
  /** No fresh report, for `forMs`. */
  | { readonly kind: "silent"; readonly forMs: number };

const ofInstance = (pod: LifecyclePod, report: ClientReport | undefined): ClientReport | undefined =>
  report !== undefined && report.podId === pod.instance?.podId ? report : undefined;

function newest(one: ClientReport | undefined, other: ClientReport | undefined): ClientReport | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return other.sampledAtMs > one.sampledAtMs ? other : one;
}

/** Since when a pod is silent that has never been heard: never longer than the lookup service has listened. */
function expectedSince(pod: LifecyclePod, listeningSinceMs: number): number {
  return Math.max(
    pod.instance?.readySinceMs ?? pod.instance?.createdAtMs ?? pod.createdAtMs,
    listeningSinceMs,
  );
}

/** Weighs a report, or the lack of one. `listeningSinceMs`: since when the lookup service has collected. */
function weigh(
  pod: LifecyclePod,
  report: ClientReport | undefined,
  spec: LifecycleSpec,
  listeningSinceMs: number,
  nowMs: number,
): ClientEvidence {
  const { instance } = pod;
  if (instance === undefined || instance.state === "pending" || instance.state === "ended") {
    return { kind: "none_possible" };
  }
  if (report !== undefined && age(report.sampledAtMs, nowMs) <= spec.reportMaxAgeMs) {
    return {
      kind: "reported",
      clients: report.clients,
      sampledAtMs: past(report.sampledAtMs, nowMs),
      draining: report.draining ?? false,
    };
  }
  if (!pod.phase.opened && report === undefined) return { kind: "none_possible" };
  const heardAtMs = Math.max(report?.sampledAtMs ?? 0, expectedSince(pod, listeningSinceMs));
  return { kind: "silent", forMs: age(heardAtMs, nowMs) };
}

/** From whatever the pod said last, to the lookup service or to this controller. */
export function clientEvidence(
  pod: LifecyclePod,
  spec: LifecycleSpec,
  listeningSinceMs: number,
  nowMs: number,
): ClientEvidence {
  const report = newest(ofInstance(pod, pod.report), ofInstance(pod, pod.directReport));
  return weigh(pod, report, spec, listeningSinceMs, nowMs);
}

/** From what this controller read from the pod itself, and from nothing else. */
export function directEvidence(
  pod: LifecyclePod,
  spec: LifecycleSpec,
  listeningSinceMs: number,
  nowMs: number,
): ClientEvidence {
  const direct = ofInstance(pod, pod.directReport);
  if (direct !== undefined && age(direct.sampledAtMs, nowMs) <= spec.reportMaxAgeMs) {
    return weigh(pod, direct, spec, listeningSinceMs, nowMs);
  }
  // A pod that is silent toward everybody is judged by its silence; one that still talks to the lookup
  // service is not silent, and has to be read.
  const evidence = clientEvidence(pod, spec, listeningSinceMs, nowMs);
  return evidence.kind === "reported" ? { kind: "silent", forMs: 0 } : evidence;
}
