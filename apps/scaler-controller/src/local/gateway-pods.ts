import type { LocalPod } from "@fairlead/local-gateway";
import type { ManagedPod } from "../interfaces/pods.ts";

/** Whether the pod is the one that was opened, and clients may be led to it. */
export const isOpen = ({ instance, phase }: ManagedPod): boolean =>
  phase.name === "open" && instance?.podId === phase.podId;

/**
 * The pods that the gateway leads to. With a route each: those that have one. By their endpoint: all but
 * the closed ones. Only open pods get requests that name no pod.
 */
export function gatewayPods(pods: readonly ManagedPod[], hasRoute: (pod: ManagedPod) => boolean): LocalPod[] {
  return pods.flatMap((pod) => {
    const { endpoint, instance, routeId } = pod;
    if (endpoint === undefined || instance?.state !== "running" || pod.deleting || !hasRoute(pod)) return [];
    return [{ podId: instance.podId, routeId, endpoint, state: isOpen(pod) ? "open" : "draining" }];
  });
}
