import type { EventRecorder as KubernetesEvents } from "@fairlead/controller-kit";
import type { EventRecorder, PoolEvent } from "../../interfaces/events.ts";
import { podPools, type PodPoolObject } from "../resources.ts";

/** Events that somebody should look at. */
const WARNINGS: ReadonlySet<PoolEvent["reason"]> = new Set([
  "PodRestarted",
  "ScaleDownBlocked",
  "StartsFailing",
  "DrainOverdue",
  "PickerIgnored",
]);

/** What happened to a pod, for people; the planner's message is the detail. */
const SENTENCES: Partial<Record<PoolEvent["reason"], string>> = {
  PodStarted: "starts, by the template",
  PodOpened: "is open to clients",
  PodReopened: "is open to clients again",
  PodDraining: "drains",
  PodClosed: "is empty, and its route goes",
  PodReturned: "has clients again, and its route is back",
  PodRestarted: "was replaced by its Job",
  PodDeleted: "is deleted, without a client",
};

const isSaid = (part: string | undefined): boolean => part !== undefined && part !== "";

/** Codes of the planner, such as `outdated_template`, in words. */
const inWords = (message: string): string =>
  /^[a-z]+(_[a-z]+)+$/.test(message) ? message.replaceAll("_", " ") : message;

function textOf({ message, reason, routeId }: Omit<PoolEvent, "count">): string {
  const what = [routeId, SENTENCES[reason]].filter(isSaid).join(" ");
  return [what, inWords(message)].filter(isSaid).join(": ");
}

/** Tells the events of a pool as those of its `PodPool`. */
export const createPoolEvents = (
  recorder: KubernetesEvents,
  current: () => PodPoolObject,
): EventRecorder & { corrected(kind: string, name: string): void } => {
  const about = (): PodPoolObject => ({
    ...current(),
    apiVersion: podPools.apiVersion,
    kind: podPools.kind,
  });
  return {
    record(event) {
      recorder.record(
        about(),
        WARNINGS.has(event.reason) ? "Warning" : "Normal",
        event.reason,
        textOf(event),
      );
    },
    corrected(kind, name) {
      const message = `${kind} ${name} was not as the pool says, and is written anew`;
      recorder.record(about(), "Warning", "ObjectCorrected", message);
    },
  };
};
