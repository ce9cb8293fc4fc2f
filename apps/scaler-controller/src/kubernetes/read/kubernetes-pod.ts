import type { FinishedJob } from "@fairlead/pool-scaling";
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

/** A container, as far as it is read. */
export interface ContainerObject {
  readonly name?: string;
  /** `Always` makes an init container one that runs beside the others. */
  readonly restartPolicy?: string;
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
  readonly resources?: { readonly requests?: Readonly<Record<string, string>> };
}

/** A pod, as far as it is read. */
export interface PodObject {
  readonly metadata: ObjectMetadata;
  readonly spec?: {
    readonly nodeName?: string;
    readonly containers?: readonly ContainerObject[];
    readonly initContainers?: readonly ContainerObject[];
    /** Of the pod as a whole. */
    readonly resources?: { readonly requests?: Readonly<Record<string, string>> };
  };
  readonly status?: {
    readonly startTime?: string;
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

/** Conditions by which a Job says that it brings no other pod; of each pair the second comes when its pods have ended. */
const FINISHING = {
  succeeded: ["SuccessCriteriaMet", "Complete"],
  failed: ["FailureTarget", "Failed"],
} as const;

/** A time of the API server in ms since 1970; `undefined` where there is none. */
export const timeOf = (text: string | undefined): number | undefined => {
  const time = Date.parse(text ?? "");
  return Number.isNaN(time) ? undefined : time;
};

/** When an object was made, in ms since 1970 by the API server's clock; 0 where it does not say. */
export const createdAtMs = ({ creationTimestamp }: ObjectMetadata): number => timeOf(creationTimestamp) ?? 0;

/** How a Job finished, and since when that is certain; `undefined` while it may bring another pod. */
export function finishedJob({ metadata, status }: JobObject): FinishedJob | undefined {
  for (const kind of ["failed", "succeeded"] as const) {
    const types: readonly string[] = FINISHING[kind];
    const said = (status?.conditions ?? []).filter(
      (one) => types.includes(one.type) && one.status === "True",
    );
    if (said.length === 0) continue;
    const times = said.flatMap(({ lastTransitionTime }) => timeOf(lastTransitionTime) ?? []);
    // The first of them: the time at which it finished must not change while its pods end.
    return { kind, atMs: times.length === 0 ? createdAtMs(metadata) : Math.min(...times) };
  }
  return undefined;
}

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
