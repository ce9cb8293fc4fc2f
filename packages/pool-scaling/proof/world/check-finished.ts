import type { LifecyclePod, LifecycleSpec, ObservedPool, Plan } from "../planner.ts";
import { demand } from "./violation.ts";

/** What a pod waits for on account of clients, or of what others say of it. */
const WAITS = new Set([
  "scale_down_blocked",
  "withholding",
  "lease",
  "report_due",
  "report_missing",
  "clients",
  "unlisting",
  "second_lease",
  "direct_read_due",
]);

const isLive = ({ phase }: LifecyclePod): boolean => phase.name === "starting" || phase.name === "open";

/** Whether the Job has finished and none of its processes is left. */
export const hasEnded = ({ finished, instance }: LifecyclePod): boolean =>
  finished !== undefined && instance?.state === "ended";

function checkPod(pod: LifecyclePod, { actions, explanation }: Plan): void {
  const { routeId, phase } = pod;
  const step = actions.find((action) => action.kind === "setPhase" && action.routeId === routeId);
  const next = step?.kind === "setPhase" ? step.phase : undefined;
  demand(next?.name !== "open", "finished-for-good", `${routeId} is opened`);
  const chosen = next?.name === "draining" && isLive(pod) ? next.drainReason : undefined;
  demand(
    chosen !== "scale_down" && chosen !== "outdated_template",
    "finished-for-good",
    `${routeId} is a victim`,
  );
  demand(!isLive(pod) || next?.name === "draining", "at-once", `${routeId} stays ${phase.name}`);
  const { up, pods } = explanation;
  demand(!up.returning.includes(routeId), "finished-for-good", `${routeId} is to come back`);
  if (!hasEnded(pod)) return;
  const reason = pods.find((explained) => explained.routeId === routeId)?.reason.code ?? "";
  demand(!WAITS.has(reason), "at-once", `${routeId} is ${phase.name} and waits: ${reason}`);
}

/** Holds the count of failed starts against the Jobs that failed since the last one that was counted. */
function checkPause(
  { actions, explanation, status }: Plan,
  observed: ObservedPool,
  spec: LifecycleSpec,
): void {
  const before = observed.status.failedStarts;
  const failedAtMs = observed.pods
    .filter((pod) => isLive(pod) && (pod.finished?.kind === "failed" || !pod.phase.opened))
    .flatMap(({ finished }) => finished?.atMs ?? [])
    .filter((atMs) => atMs > before.lastAtMs);
  const isLate = actions.some(
    (action) =>
      action.kind === "setPhase" &&
      action.phase.drainReason === "failed_start" &&
      action.phase.drainSinceMs === explanation.nowMs,
  );
  const isCounted = status.failedStarts.count > before.count;
  demand(!isCounted || isLate || failedAtMs.length > 0, "back-off", "new pods wait though no start failed");
  if (spec.deletion !== undefined || failedAtMs.length === 0) return;
  demand(isCounted, "back-off", "a Job that failed is no failed start");
  const waitedMs = explanation.nowMs - Math.max(...failedAtMs);
  const fresh = explanation.up.created.find((name) => !observed.status.pendingStarts.includes(name));
  demand(
    fresh === undefined || waitedMs >= spec.backOffBaseMs,
    "back-off",
    `${fresh} is started at once after a Job failed`,
  );
}

/** Holds a plan against what is seen of Jobs that have finished. */
export function checkFinished(plan: Plan, observed: ObservedPool, spec: LifecycleSpec): void {
  for (const pod of observed.pods) if (pod.finished !== undefined) checkPod(pod, plan);
  checkPause(plan, observed, spec);
}
