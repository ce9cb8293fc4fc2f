import type { ObjectMetadata } from "../objects/kubernetes-object.ts";

/** A Job, as far as it is read. */
export interface JobObject {
  readonly metadata: ObjectMetadata;
  readonly status?: {
    readonly failed?: number;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly lastTransitionTime?: string;
    }[];
  };
}

/** How the processes of one container are. */
export interface ContainerStatus {
  readonly restartCount?: number;
  readonly state?: { readonly terminated?: { readonly finishedAt?: string } };
  readonly lastState?: { readonly terminated?: { readonly finishedAt?: string } };
}

/** A pod, as far as it is read. */
export interface PodObject {
  readonly metadata: ObjectMetadata;
  readonly spec?: {
    readonly nodeName?: string;
    readonly containers?: readonly {
      readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
    }[];
  };
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly podIP?: string;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly lastTransitionTime?: string;
    }[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

const timeOf = (text: string | undefined): number | undefined => {
  const time = Date.parse(text ?? "");
  return Number.isNaN(time) ? undefined : time;
};

/** When an object was made, in ms since 1970 by the API server's clock; 0 where it does not say. */
export const createdAtMs = ({ creationTimestamp }: ObjectMetadata): number => timeOf(creationTimestamp) ?? 0;

/** When the last process of a pod ended by itself; `undefined` where none has. */
export function endedAtMs({ status }: PodObject): number | undefined {
  const times = (status?.containerStatuses ?? []).flatMap(
    ({ lastState, state }) =>
      timeOf(state?.terminated?.finishedAt) ?? timeOf(lastState?.terminated?.finishedAt) ?? [],
  );
  return times.length === 0 ? undefined : Math.max(...times);
}

/** Since when a pod is ready; `undefined` while it is not. */
export function readySinceMs({ status }: PodObject): number | undefined {
  const ready = status?.conditions?.find(({ type }) => type === "Ready");
  return ready?.status === "True" ? (timeOf(ready.lastTransitionTime) ?? 0) : undefined;
}
