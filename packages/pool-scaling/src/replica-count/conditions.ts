/** A condition as Kubernetes' HorizontalPodAutoscaler has it. */
export interface ScalingCondition {
  readonly type: "AbleToScale" | "ScalingActive" | "ScalingLimited" | "ScaledToZero";
  readonly status: "True" | "False";
  readonly reason: string;
  readonly message: string;
}

/** Makes a condition. */
export const condition = (
  type: ScalingCondition["type"],
  isTrue: boolean,
  reason: string,
  message: string,
): ScalingCondition => ({ type, status: isTrue ? "True" : "False", reason, message });
