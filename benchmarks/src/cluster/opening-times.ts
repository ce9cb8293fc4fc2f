import { LABEL_PHASE } from "@fairlead/routing-schema";
import { z } from "zod";
import { ADMIN_USER } from "./audit-log.ts";
import type { AuditEvent } from "./audit-event.ts";
import { SCALER_USER } from "./scaler-requests.ts";

/** When what happened to a pod that was added, by the API server's clock, in milliseconds of the epoch. */
export interface OpeningTimes {
  readonly routeId: string;
  /** The pool's size was changed. */
  readonly changedAtMs: number;
  readonly jobWrittenAtMs: number;
  /** Its kubelet tells that it is ready. */
  readonly readyAtMs: number;
  /** The scaler sends the DestinationRule; absent where there is none. */
  readonly subsetSentAtMs?: number | undefined;
  /** The VirtualService is stored. */
  readonly routeStoredAtMs?: number | undefined;
  /** Its Job has the phase `open`. */
  readonly openAtMs: number;
}

const phasePatch = z.object({
  metadata: z.object({ labels: z.object({ [LABEL_PHASE]: z.literal("open") }) }),
});
const readyPatch = z.object({
  status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })) }),
});

const opens = ({ body }: AuditEvent): boolean => phasePatch.safeParse(body).success;
const isReady = ({ body }: AuditEvent): boolean =>
  readyPatch
    .safeParse(body)
    .data?.status.conditions.some(({ status, type }) => type === "Ready" && status === "True") ?? false;

function need(what: string, event: AuditEvent | undefined): AuditEvent {
  if (event === undefined) throw new Error(`The audit log does not have that ${what}.`);
  return event;
}

/**
 * Takes the course of one pod more from what was recorded meanwhile.
 *
 * @throws Error when a step is missing, or more than one Job was made.
 */
export function openingTimes(events: readonly AuditEvent[]): OpeningTimes {
  const good = events.filter(({ code }) => code < 300);
  const by = (user: string, verb: string, resource: string): readonly AuditEvent[] =>
    good.filter((event) => event.user === user && event.verb === verb && event.resource === resource);
  const jobs = by(SCALER_USER, "create", "jobs");
  const job = need("a Job was created", jobs[0]);
  if (jobs.length > 1) throw new Error(`${jobs.length} Jobs were created where one was wanted.`);
  const routeId = job.name;
  const own = (resource: string): AuditEvent | undefined =>
    by(SCALER_USER, "create", resource).find(({ name }) => name === routeId);
  const ready = by(ADMIN_USER, "patch", "pods/status").find(
    (event) => event.name.startsWith(`${routeId}-`) && isReady(event),
  );
  const opened = by(SCALER_USER, "patch", "jobs").find((event) => event.name === routeId && opens(event));
  return {
    routeId,
    changedAtMs: need("the pool was changed", by(ADMIN_USER, "patch", "podpools")[0]).receivedAtMs,
    jobWrittenAtMs: job.answeredAtMs,
    readyAtMs: need(`the pod of ${routeId} is ready`, ready).answeredAtMs,
    subsetSentAtMs: own("destinationrules")?.receivedAtMs,
    routeStoredAtMs: own("virtualservices")?.answeredAtMs,
    openAtMs: need(`${routeId} was opened`, opened).answeredAtMs,
  };
}
