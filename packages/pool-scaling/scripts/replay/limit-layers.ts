import { z } from "zod";
import {
  completeRules,
  DEFAULT_DOWN_WINDOW_SECONDS,
  DEFAULT_SCALE_DOWN,
  DEFAULT_SCALE_UP,
  longestPeriodSeconds,
} from "../../src/replica-count/behavior.ts";
import { limitWithBehavior, limitWithoutBehavior } from "../../src/replica-count/limits.ts";
import { changeInPeriod, storeScaleEvent } from "../../src/replica-count/scale-events.ts";
import { scaleDownLimit, scaleUpLimit } from "../../src/replica-count/scaling-policies.ts";
import { stabilize, stabilizeDown } from "../../src/replica-count/stabilization.ts";
import { count, eventsSchema, NOW_MS, recommendationsSchema, rulesSchema } from "./fields.ts";
import type { Got } from "./replicas-layer.ts";

const bounded = {
  currentReplicas: count,
  desiredReplicas: count,
  // Kubernetes' own minimum where none is named.
  minReplicas: count.nullish().transform((value) => value ?? 1),
  maxReplicas: count,
};

/** Runs a case of the layer `clampNoBehavior`: limits without rules. */
export function runClampNoBehavior(fields: unknown): Got {
  const parsed = z.looseObject(bounded).parse(fields);
  const { replicas, reason } = limitWithoutBehavior(parsed.currentReplicas, parsed.desiredReplicas, parsed);
  return { Replicas: replicas, Condition: reason };
}

/** Runs a case of the layer `behaviorLimit`: the limit of one direction's policies. */
export function runBehaviorLimit(fields: unknown): Got {
  const parsed = z
    .looseObject({
      direction: z.enum(["up", "down"]),
      currentReplicas: count,
      rules: rulesSchema.nullish(),
      scaleUpEvents: eventsSchema,
      scaleDownEvents: eventsSchema,
    })
    .parse(fields);
  const { direction, currentReplicas, scaleUpEvents, scaleDownEvents } = parsed;
  const events = { up: scaleUpEvents, down: scaleDownEvents };
  const rules = completeRules(
    parsed.rules ?? undefined,
    direction === "up" ? DEFAULT_SCALE_UP : DEFAULT_SCALE_DOWN,
  );
  const limit = direction === "up" ? scaleUpLimit : scaleDownLimit;
  return { Limit: limit(currentReplicas, rules, events, NOW_MS) };
}

/** Runs a case of the layer `clampWithBehavior`: policies, then bounds. */
export function runClampWithBehavior(fields: unknown): Got {
  const parsed = z
    .looseObject({
      ...bounded,
      scaleUp: rulesSchema.nullish(),
      scaleDown: rulesSchema.nullish(),
      scaleUpEvents: eventsSchema,
      scaleDownEvents: eventsSchema,
    })
    .parse(fields);
  const { replicas, reason } = limitWithBehavior(
    parsed.currentReplicas,
    parsed.desiredReplicas,
    parsed,
    {
      scaleUp: completeRules(parsed.scaleUp ?? undefined, DEFAULT_SCALE_UP),
      scaleDown: completeRules(parsed.scaleDown ?? undefined, DEFAULT_SCALE_DOWN),
    },
    { up: parsed.scaleUpEvents, down: parsed.scaleDownEvents },
    NOW_MS,
  );
  return { Replicas: replicas, Condition: reason };
}

/** Runs a case of the layer `stabilizeDownOnly`: the window of a workload without rules. */
export function runStabilizeDownOnly(fields: unknown): Got {
  const parsed = z
    .looseObject({
      downWindowSeconds: count.nullish(),
      recommendations: recommendationsSchema,
      desiredReplicas: count,
    })
    .parse(fields);
  const window = parsed.downWindowSeconds ?? DEFAULT_DOWN_WINDOW_SECONDS;
  const { replicas, log } = stabilizeDown(parsed.recommendations, parsed.desiredReplicas, window, NOW_MS);
  return {
    Replicas: replicas,
    LogLength: log.length,
    Recommendations: log.map((entry) => entry.replicas),
  };
}

/** Runs a case of the layer `stabilizeWithBehavior`: both windows. */
export function runStabilizeWithBehavior(fields: unknown): Got {
  const parsed = z
    .looseObject({
      recommendations: recommendationsSchema,
      currentReplicas: count,
      desiredReplicas: count,
      scaleUpWindowSeconds: count.nullish(),
      scaleDownWindowSeconds: count.nullish(),
    })
    .parse(fields);
  const { replicas, log } = stabilize(
    parsed.recommendations,
    parsed.currentReplicas,
    parsed.desiredReplicas,
    {
      upSeconds: parsed.scaleUpWindowSeconds ?? DEFAULT_SCALE_UP.stabilizationWindowSeconds,
      downSeconds: parsed.scaleDownWindowSeconds ?? DEFAULT_DOWN_WINDOW_SECONDS,
    },
    NOW_MS,
  );
  return {
    Replicas: replicas,
    Recommendations: log.map((entry) => entry.replicas),
    LogLength: log.length,
  };
}

/** Runs a case of the layer `scaleEventStore`: the log of changes. */
export function runScaleEventStore(fields: unknown): Got {
  const parsed = z
    .looseObject({
      replicaChange: count,
      previousEvents: eventsSchema,
      rules: rulesSchema.nullish(),
      queryPeriodSeconds: count,
    })
    .parse(fields);
  const { previousEvents, replicaChange, rules, queryPeriodSeconds } = parsed;
  const before = changeInPeriod(previousEvents, queryPeriodSeconds, NOW_MS);
  // Without rules nothing looks at the log, and nothing is put into it.
  const isKept = rules !== null && rules !== undefined;
  const longest = isKept ? longestPeriodSeconds(completeRules(rules, DEFAULT_SCALE_UP)) : 0;
  const { events, outdated } = isKept
    ? storeScaleEvent(previousEvents, replicaChange, longest, NOW_MS)
    : { events: previousEvents, outdated: [] };
  return {
    ChangeInPeriodBeforeStore: before,
    Stored: events.map((event, index) => ({
      change: event.change,
      outdated: outdated[index] === true && event === previousEvents[index],
    })),
  };
}
