import { z } from "zod";
import type { ObservedPod, PodSample } from "../../src/replica-count/observed-pod.ts";
import { partitionPods } from "../../src/replica-count/partition-pods.ts";
import type { CaseConstants } from "./case-file.ts";
import { count, groupedPodSchema, NOW_MS, quantity, secondsAgo } from "./fields.ts";
import type { Got } from "./replicas-layer.ts";

const caseSchema = z.looseObject({
  resource: z.string().default(""),
  cpuInitializationPeriodSeconds: count.nullish(),
  delayOfInitialReadinessSeconds: count.nullish(),
  pods: z.array(groupedPodSchema),
  metrics: z.record(
    z.string(),
    z.looseObject({
      value: quantity,
      ageSeconds: count.nullish(),
      windowSeconds: count.nullish(),
    }),
  ),
});

/** Runs a case of the layer `groupPods`: which pods count. */
export function runGroupPods(fields: unknown, constants: CaseConstants): Got {
  const parsed = caseSchema.parse(fields);
  const pods = parsed.pods.map((pod): ObservedPod => {
    const { name, phase, readyCondition, startedSecondsAgo, readyTransitionSecondsAgo, deleting } = pod;
    return {
      name,
      phase,
      ready: readyCondition ?? null,
      deleting,
      ...(typeof startedSecondsAgo === "number" ? { startedAtMs: secondsAgo(startedSecondsAgo) } : {}),
      ...(typeof readyTransitionSecondsAgo === "number"
        ? { readyChangedAtMs: secondsAgo(readyTransitionSecondsAgo) }
        : {}),
    };
  });
  const samples = new Map<string, PodSample>();
  for (const [name, { value, ageSeconds, windowSeconds }] of Object.entries(parsed.metrics)) {
    samples.set(name, {
      value,
      ...(typeof ageSeconds === "number" ? { atMs: secondsAgo(ageSeconds) } : {}),
      ...(typeof windowSeconds === "number" ? { windowMs: windowSeconds * 1_000 } : {}),
    });
  }
  const period = parsed.cpuInitializationPeriodSeconds ?? constants.testCpuInitializationPeriodSeconds;
  const delay = parsed.delayOfInitialReadinessSeconds ?? constants.testDelayOfInitialReadinessSeconds;
  const rules = { initializationPeriodMs: period * 1_000, initialReadinessDelayMs: delay * 1_000 };
  const partition = partitionPods(pods, samples, parsed.resource === "cpu" ? rules : undefined, NOW_MS);
  return {
    ReadyPodCount: partition.readyCount,
    Unready: partition.unready.toSorted(),
    Missing: partition.missing.toSorted(),
    Ignored: partition.ignored.toSorted(),
  };
}
