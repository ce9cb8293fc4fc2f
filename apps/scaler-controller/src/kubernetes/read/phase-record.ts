import { ANNOTATION_PHASE_RECORD } from "@fairlead/routing-schema";
import { DRAIN_REASONS, type PhaseRecord } from "@fairlead/pool-scaling";
import { z } from "zod";
import type { ObjectMetadata } from "../objects/kubernetes-object.ts";

const timeMs = z.number().min(0);
const count = z.int().min(0);

const phaseRecordSchema = z.strictObject({
  name: z.enum(["starting", "open", "draining", "closed"]),
  sinceMs: timeMs,
  revision: count,
  epoch: count,
  opened: z.boolean(),
  podId: z.string().max(253).optional(),
  drainReason: z.string().max(100).optional(),
  drainSinceMs: timeMs.optional(),
}) as z.ZodType<Omit<PhaseRecord, "drainReason"> & { readonly drainReason?: string }>;

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}

/** Without a reason that another version of the controller gave: it tells people why, and decides nothing. */
function withKnownReason({ drainReason, ...record }: z.output<typeof phaseRecordSchema>): PhaseRecord {
  const known = DRAIN_REASONS.find((reason) => reason === drainReason);
  return known === undefined ? record : { ...record, drainReason: known };
}

/**
 * The phase that a Job carries. One that somebody has removed or made unreadable counts as draining since the
 * Job was made, and as once opened: the pod may have clients, so it is kept until it is seen to have none, and
 * nobody new is led to it.
 */
export function readPhaseRecord({ annotations, creationTimestamp }: ObjectMetadata): PhaseRecord {
  const read = phaseRecordSchema.safeParse(parse(annotations?.[ANNOTATION_PHASE_RECORD]));
  if (read.success) return withKnownReason(read.data);
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
