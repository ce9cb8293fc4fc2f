import { parseQuantity, type ContainerRequests } from "@fairlead/pool-scaling";
import type { ManagedPod } from "../../interfaces/pods.ts";
import { timeOf, type ContainerObject, type PodObject } from "./kubernetes-pod.ts";

type Requests = Readonly<Record<string, bigint>>;

function requestsOf(requests: Readonly<Record<string, string>> | undefined): Requests | undefined {
  if (requests === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(requests).flatMap(([resource, text]) => {
      const milli = parseQuantity(text);
      return milli === undefined ? [] : [[resource, milli]];
    }),
  );
}

function containerOf({ name = "", resources }: ContainerObject): ContainerRequests {
  const requests = requestsOf(resources?.requests);
  return requests === undefined ? { name } : { name, requests };
}

/** What a pod requests, and the times that tell whether its use of CPU says something yet. */
export function podResources({ spec, status }: PodObject): NonNullable<ManagedPod["resources"]> {
  const beside = (spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === "Always");
  const ready = status?.conditions?.find(({ type }) => type === "Ready");
  const readyChangedAtMs = timeOf(ready?.lastTransitionTime);
  const startedAtMs = timeOf(status?.startTime);
  const requests = requestsOf(spec?.resources?.requests);
  return {
    containers: [...beside, ...(spec?.containers ?? [])].map(containerOf),
    ...(requests === undefined ? {} : { requests }),
    ...(readyChangedAtMs === undefined ? {} : { readyChangedAtMs }),
    ...(startedAtMs === undefined ? {} : { startedAtMs }),
  };
}
