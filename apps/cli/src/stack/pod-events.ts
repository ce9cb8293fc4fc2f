import { describeExit, type LocalPodEvent } from "@fairlead/local-pods";
import type { CliEvent } from "../events/cli-event.ts";

/** What the user is told of what happens to a pod. */
export function podEvent(event: LocalPodEvent): CliEvent {
  const { endpoint, jobName, pid, podId } = event.pod;
  switch (event.kind) {
    case "starting":
      return { event: "pod_starting", podId, job: jobName, endpoint, pid };
    case "ready":
      return { event: "pod_ready", podId, endpoint };
    case "stopping":
      return { event: "pod_stopping", podId };
    case "output":
      return { event: "pod_output", podId, stream: event.stream, line: event.line };
    case "ended":
      return {
        event: "pod_ended",
        podId,
        reason: event.reason,
        exit: describeExit(event.exit),
        restartInMs: event.restartInMs ?? null,
        lastLines: event.lastLines,
      };
  }
}
