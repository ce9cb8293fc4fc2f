import { ANNOTATION_PHASE_RECORD } from "@fairlead/routing-schema";
import type { PhaseRecord } from "@fairlead/pool-scaling";
import { z } from "zod";
import type { ObjectMetadata } from "../objects/kubernetes-object.ts";

const timeMs = z.number().min(0);
const count = z.int().min(0);

const phaseRecordSchema: z.ZodType<PhaseRecord> = z.strictObject({
  name: z.enum(["starting", "open", "draining", "closed"]),
  sinceMs: timeMs,
  revision: count,
  epoch: count,
  opened: z.boolean(),
  podId: z.string().max(253).optional(),
  drainReason: z
    .enum(["scale_down", "outdated_template", "failed_start", "silent", "asked_by_pod", "pool_deleted"])
    .optional(),
  drainSinceMs: timeMs.optional(),
}) as z.ZodType<PhaseRecord>;

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}

/**
 * The phase that a Job carries. One that somebody has removed or made unreadable counts as draining since the
 * Job was made, and as once opened: the pod may have clients, so it is kept until it is seen to have none, and
 * nobody new is led to it.
 */
export function readPhaseRecord({ annotations, creationTimestamp }: ObjectMetadata): PhaseRecord {
  const read = phaseRecordSchema.safeParse(parse(annotations?.[ANNOTATION_PHASE_RECORD]));
  if (read.success) return read.data;
  const sinceMs = Date.parse(creationTimestamp ?? "") || 0;
  return {
    name: "draining",
    sinceMs,
    revision: 0,
    epoch: 0,
    opened: true,
    drainReason: "outdated_template",
    drainSinceMs: sinceMs,
  };
}
