import { DRAIN_REASONS, type PhaseRecord } from "@fairlead/pool-scaling";
import { FairleadError, podIdSchema, routeIdSchema } from "@fairlead/routing-schema";
import { z } from "zod";
import { parseStoredStatus } from "../../status/stored-pool-status.ts";

const uid = z.string().min(1).max(64);
const revision = z.int().min(0);
const timeMs = z.number().min(0);

const phase: z.ZodType<PhaseRecord> = z.object({
  name: z.enum(["starting", "open", "draining", "closed"]),
  sinceMs: timeMs,
  revision,
  epoch: z.int().min(0),
  opened: z.boolean(),
  podId: podIdSchema.exactOptional(),
  drainReason: z.enum(DRAIN_REASONS).exactOptional(),
  drainSinceMs: timeMs.exactOptional(),
});

const routingChange = z.object({
  kind: z.enum(["route", "subset"]),
  target: z.object({ routeId: routeIdSchema, uid, epoch: z.int().min(0) }),
});

const storedStatus = z.unknown().transform((value) => {
  const status = parseStoredStatus(value);
  if (status === undefined) throw new FairleadError("invalid_request", "The status has another form.");
  return status;
});

/** What a scaler asks of a host, by the name of the call: what each call takes. */
export const hostCalls = {
  describe: z.object({}),
  listPods: z.object({}),
  createPod: z.object({ routeId: routeIdSchema, templateHash: z.string().max(64), phase }),
  setPhase: z.object({ routeId: routeIdSchema, uid, fromRevision: revision, phase }),
  setGuard: z.object({ routeId: routeIdSchema, uid, guarded: z.boolean() }),
  deletePod: z.object({ routeId: routeIdSchema, uid, phaseRevision: revision }),
  observeRouting: z.object({}),
  writeRouting: routingChange,
  removeRouting: routingChange,
  published: z.object({}),
  waitingClients: z.object({}),
  readStatus: z.object({}),
  writeStatus: z.object({ status: storedStatus, fromRevision: revision }),
} as const satisfies Record<string, z.ZodType>;

/** Name of a call. */
export type HostCall = keyof typeof hostCalls;

/** What a call is given, as its schema reads it. */
export type HostCallInput<Call extends HostCall> = z.output<(typeof hostCalls)[Call]>;

/** Request header: the host that is meant. Another one refuses, since nothing that is known is true of it. */
export const HOST_HEADER = "x-fairlead-host";
/** Status of that refusal. */
export const STATUS_OTHER_HOST = 421;
/** Where calls are posted; the name of the call follows. */
export const CALL_PATH = "/calls/";
/** Server-sent events: `changed` after any change, a comment as a sign of life. */
export const CHANGES_PATH = "/changes";
/** A sign of life is sent this often. */
export const HEARTBEAT_MS = 2_000;
