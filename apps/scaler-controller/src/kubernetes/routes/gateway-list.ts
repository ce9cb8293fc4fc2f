import type { GatewayList } from "@fairlead/pool-scaling";
import type { PodObject } from "../read/kubernetes-pod.ts";
import { readySinceMs } from "../read/kubernetes-pod.ts";

/** A gateway that takes part in what is confirmed. */
export interface GatewayPod {
  /** `<namespace>/<pod>`, and how often its Envoy was started again: each is a gateway of its own. */
  readonly name: string;
  readonly address: string;
  readonly pod: PodObject;
}

/** Knows the gateways of a pool. */
export interface GatewayTracker {
  /** Takes the pods as they are, and gives those that count. */
  take(pods: readonly PodObject[], nowMs: number): readonly GatewayPod[];
  readonly list: GatewayList | undefined;
}

function nameOf({ metadata, status }: PodObject): string {
  const restarts = (status?.containerStatuses ?? []).reduce(
    (sum, { restartCount = 0 }) => sum + restartCount,
    0,
  );
  const name = `${metadata.namespace ?? ""}/${metadata.name}`;
  return restarts === 0 ? name : `${name}#${restarts}`;
}

/**
 * A gateway counts from when it is ready, since nobody is sent to it before, until its process has ended: what came
 * to it while it was ready may still be on its way through it. One that was never seen to be ready is no gateway.
 */
export function createGatewayTracker(): GatewayTracker {
  const wereReady = new Set<string>();
  let list: GatewayList | undefined;
  return {
    take(pods, nowMs) {
      const found = pods.flatMap((pod): GatewayPod[] => {
        const address = pod.status?.podIP ?? "";
        const name = nameOf(pod);
        if (pod.status?.phase !== "Running" || address === "") return [];
        if (readySinceMs(pod) === undefined && !wereReady.has(name)) return [];
        return [{ name, address, pod }];
      });
      const names = found.map(({ name }) => name).sort();
      wereReady.clear();
      for (const name of names) wereReady.add(name);
      const isSame = list !== undefined && list.names.join(" ") === names.join(" ");
      const notReady = found
        .filter(({ pod }) => readySinceMs(pod) === undefined || pod.metadata.deletionTimestamp !== undefined)
        .map(({ name }) => name);
      list = {
        names,
        ...(notReady.length === 0 ? {} : { notReady }),
        sinceMs: isSame && list !== undefined ? list.sinceMs : nowMs,
        observedAtMs: nowMs,
      };
      return found;
    },
    get list() {
      return list;
    },
  };
}
