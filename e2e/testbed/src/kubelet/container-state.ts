import type { WaitingReason } from "./container-waits.ts";
import type { Container } from "./pod-object.ts";

/** What a container does at the moment. */
export type ContainerState =
  | { readonly kind: "waiting"; readonly reason: WaitingReason; readonly message?: string | undefined }
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
  if (state.kind === "waiting") {
    const { kind: _kind, ...waiting } = state;
    return { waiting };
  }
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
