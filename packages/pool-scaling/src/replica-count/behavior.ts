/** One limit on the speed of scaling. */
export interface ScalingPolicy {
  readonly type: "Pods" | "Percent";
  readonly value: number;
  readonly periodSeconds: number;
}

/** Which of several policies holds. */
export type SelectPolicy = "Max" | "Min" | "Disabled";

/** The rules of one direction, with the defaults filled in. */
export interface ScalingRules {
  readonly stabilizationWindowSeconds: number;
  readonly selectPolicy: SelectPolicy;
  readonly policies: readonly ScalingPolicy[];
}

/** The rules of one direction as a user writes them: what is absent is Kubernetes' default. */
export interface ScalingRulesInput {
  readonly stabilizationWindowSeconds?: number | undefined;
  readonly selectPolicy?: SelectPolicy | undefined;
  readonly policies?: readonly ScalingPolicy[] | undefined;
  readonly tolerance?: number | undefined;
}

/** Both directions as a user writes them. */
export interface BehaviorInput {
  readonly scaleUp?: ScalingRulesInput | undefined;
  readonly scaleDown?: ScalingRulesInput | undefined;
}

/** Kubernetes' own window for scaling down, also of a workload without any rules. */
export const DEFAULT_DOWN_WINDOW_SECONDS = 300;

/** Adds the larger of 4 pods and 100 % in 15 s, at once. */
export const DEFAULT_SCALE_UP: ScalingRules = {
  stabilizationWindowSeconds: 0,
  selectPolicy: "Max",
  policies: [
    { type: "Pods", value: 4, periodSeconds: 15 },
    { type: "Percent", value: 100, periodSeconds: 15 },
  ],
};

/** Removes up to everything in 15 s, to the largest count of the last 5 minutes. */
export const DEFAULT_SCALE_DOWN: ScalingRules = {
  stabilizationWindowSeconds: DEFAULT_DOWN_WINDOW_SECONDS,
  selectPolicy: "Max",
  policies: [{ type: "Percent", value: 100, periodSeconds: 15 }],
};

/** Fills in the defaults, field by field. An empty list of policies is taken for an absent one. */
export function completeRules(input: ScalingRulesInput | undefined, defaults: ScalingRules): ScalingRules {
  const policies = input?.policies;
  return {
    stabilizationWindowSeconds: input?.stabilizationWindowSeconds ?? defaults.stabilizationWindowSeconds,
    selectPolicy: input?.selectPolicy ?? defaults.selectPolicy,
    policies: policies === undefined || policies.length === 0 ? defaults.policies : policies,
  };
}

/** The longest period of a policy, for which changes have to be remembered. */
export const longestPeriodSeconds = ({ policies }: ScalingRules): number =>
  policies.reduce((longest, { periodSeconds }) => Math.max(longest, periodSeconds), 0);
