import type { Container } from "./pod-object.ts";

/** What a container does at the moment. */
export type ContainerState =
  | { readonly kind: "waiting"; readonly reason: "ContainerCreating" | "CrashLoopBackOff" }
  | { readonly kind: "running"; readonly startedAt: string }
  | {
      readonly kind: "terminated";
      readonly exitCode: number;
      readonly signal?: number | undefined;
      readonly reason: "Completed" | "Error";
      readonly startedAt: string;
      readonly finishedAt: string;
    };

/** A container at one moment. */
export interface ContainerReport {
  readonly container: Container;
  readonly state: ContainerState;
  readonly isReady: boolean;
  readonly restarts: number;
}

function formatState(state: ContainerState): object {
  if (state.kind === "waiting") return { waiting: { reason: state.reason } };
  if (state.kind === "running") return { running: { startedAt: state.startedAt } };
  const { kind: _kind, ...terminated } = state;
  return { terminated };
}

/** The `containerStatuses` of a pod. */
export const containerStatuses = (reports: readonly ContainerReport[]): object[] =>
  reports.map(({ container, state, isReady, restarts }) => ({
    name: container.name,
    image: container.image ?? "",
    imageID: "",
    ready: isReady,
    started: state.kind === "running",
    restartCount: restarts,
    state: formatState(state),
  }));
