import type { CliEvent, Tell } from "../events/cli-event.ts";
import type { ScalingSummary } from "./demo-summary.ts";

/** Watches pods come and go. */
export interface ScalingRecord {
  /** Takes every event that is told. */
  readonly note: Tell;
  /** How many pods were opened, and how many are gone, since the start. */
  readonly added: () => number;
  readonly removed: () => number;
  summary(start: number, end: number): ScalingSummary;
}

/** Makes a record. `clientsByPod`: who is connected where, at this moment, by pod id. */
export function createScalingRecord(clientsByPod: () => Readonly<Record<string, number>>): ScalingRecord {
  const podOfJob = new Map<string, string>();
  const reasons: string[] = [];
  let isStarted = false;
  let added = 0;
  let removed = 0;
  let peak = 0;
  let sessionsOnDrainingPods = 0;

  function note(event: CliEvent): void {
    switch (event.event) {
      case "all_open":
        isStarted = true;
        peak = Math.max(peak, event.pods);
        break;
      case "pod_starting":
        podOfJob.set(event.job, event.podId);
        break;
      case "pod_open":
        if (isStarted) added += 1;
        break;
      case "pod_ended":
        if (event.reason === "deleted") removed += 1;
        break;
      case "pool_event":
        if (event.reason === "PodDraining" && event.job !== null) {
          sessionsOnDrainingPods += clientsByPod()[podOfJob.get(event.job) ?? ""] ?? 0;
        }
        break;
      case "scaled":
        reasons.push(`${event.before} to ${event.desired}: ${event.decision}`);
        break;
      case "status":
        peak = Math.max(peak, event.scaling.phases.open);
        break;
      default:
    }
  }
  return {
    note,
    added: () => added,
    removed: () => removed,
    summary: (start, end) => ({ start, peak, end, added, removed, sessionsOnDrainingPods, reasons }),
  };
}
