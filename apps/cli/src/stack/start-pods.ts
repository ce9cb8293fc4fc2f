import { createLocalPods, writePodsFile, type AddressAllocator, type LocalPods } from "@fairlead/local-pods";
import type { LocalGateway } from "@fairlead/local-gateway";
import type { Tell } from "../events/cli-event.ts";
import { followPods, type FollowedPods } from "./follow-pods.ts";
import { createPodFeed, type FedPod } from "./pod-feed.ts";
import type { StackOptions } from "./stack-options.ts";

/** What {@link startPods} needs. */
export interface StartPodsOptions {
  readonly stack: StackOptions;
  readonly pool: string;
  readonly podsFile: string;
  readonly lookupUrl: string;
  readonly addresses: AddressAllocator;
  readonly tell: Tell;
}

/** The pods of a stack. */
export interface StackPods {
  readonly pods: LocalPods;
  readonly followed: FollowedPods;
  /** Pods that a gateway is to know. */
  routed(): readonly FedPod[];
  /** From here on, this gateway is told of the pods. Resolves when it knows the present ones. */
  attach(gateway: LocalGateway): Promise<void>;
}

/** Starts the pods, and keeps the lookup service's file, and the gateway once there is one, in step with them. */
export function startPods({
  addresses,
  lookupUrl,
  podsFile,
  pool,
  stack,
  tell,
}: StartPodsOptions): StackPods {
  let gateway: LocalGateway | undefined;
  let routed: readonly FedPod[] = [];
  const pods = createLocalPods({
    pool,
    executable: stack.executable,
    parameters: stack.parameters,
    environment: { ...stack.environment, FAIRLEAD_LOOKUP_URL: lookupUrl },
    workingDirectory: stack.workingDirectory,
    readyPath: stack.readyPath,
    readyTimeoutMs: stack.readyTimeoutMs,
    stopGraceMs: stack.stopGraceMs,
    addresses,
  });
  const feed = createPodFeed({
    async route(latest) {
      routed = latest;
      await gateway?.update({ pods: latest });
    },
    list: (listed) => writePodsFile(podsFile, { pools: { [pool]: [...listed] } }),
  });
  const { keepGoing, readyTimeoutMs } = stack;
  const followed = followPods({ pods, feed, tell, wanted: stack.pods, readyTimeoutMs, keepGoing });
  for (let index = 1; index <= stack.pods; index += 1) pods.createJob(`${stack.name}-${index}`);
  return {
    pods,
    followed,
    routed: () => routed,
    async attach(started) {
      gateway = started;
      await started.update({ pods: routed });
    },
  };
}
