import { mutant, type Mutant } from "./mutant.ts";

const DRAINING = "lifecycle/steps/draining.ts";
const CLOSED = "lifecycle/steps/closed.ts";
const FORCED = "plan/forced-drains.ts";
const FAILED = "plan/failed-starts.ts";
const GONE = `pod.finished !== undefined && (pod.instance?.state ?? "ended") === "ended"`;

/** Rules of Jobs that have finished. */
export const FINISHED: readonly Mutant[] = [
  mutant(
    "keep a pod whose Job has finished",
    FORCED,
    "if (pod.finished !== undefined)",
    "if (pod.finished === null)",
  ),
  mutant(
    "keep a finished pod while nobody sees",
    FORCED,
    "const drains = finishedDrains(census);",
    "const drains = isBlocked ? new Map<string, DrainReason>() : finishedDrains(census);",
  ),
  mutant(
    "take every pod of a finished Job for one that has ended",
    "lifecycle/pod-view.ts",
    GONE,
    "pod.finished !== undefined",
  ),
  mutant(
    "take every pod that has ended for one whose Job has finished",
    "lifecycle/pod-view.ts",
    GONE,
    `(pod.instance?.state ?? "ended") === "ended"`,
  ),
  mutant("wait before a pod that has ended is closed", DRAINING, "if (goneForGood) return undefined;", ""),
  mutant(
    "wait for the second lease of a pod that has ended",
    CLOSED,
    "!goneForGood && nowMs < leaseOverMs",
    "nowMs < leaseOverMs",
  ),
  mutant(
    "keep a closed pod that has ended while nobody sees",
    CLOSED,
    "!goneForGood && scaleDownBlocked",
    "scaleDownBlocked",
  ),
  mutant(
    "wait until a pod that has ended is unlisted",
    CLOSED,
    "goneForGood ? pod.phase.sinceMs : unlistedSince(pod, nowMs)",
    "unlistedSince(pod, nowMs)",
    "override-host, Jobs that finish",
  ),
  mutant(
    "remove the subset of a pod that has ended before its route is gone",
    CLOSED,
    "const gone = confirmGone(routing, gateways, spec, nowMs);",
    `const seen = confirmGone(routing, gateways, spec, nowMs);
     const gone = goneForGood ? { confirmed: true as const, sinceMs: 0, gateways: [] } : seen;`,
  ),
  mutant("open a pod again whose Job has finished", "plan/scale-up.ts", "pod.finished === undefined &&", ""),
  mutant(
    "start at once after a Job failed",
    FAILED,
    `pod.finished?.kind === "failed" || !pod.phase.opened`,
    "!pod.phase.opened",
  ),
  mutant(
    "start at once after a Job that ended before it was opened",
    FAILED,
    `pod.finished?.kind === "failed" || !pod.phase.opened`,
    `pod.finished?.kind === "failed"`,
  ),
  mutant(
    "wait after a clean exit",
    FAILED,
    `pod.finished?.kind === "failed" || !pod.phase.opened`,
    "pod.finished !== undefined",
  ),
  mutant("count a Job that failed more than once", FAILED, "lastAtMs > before", "lastAtMs > 0"),
];
