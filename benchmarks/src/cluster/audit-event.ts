import { z } from "zod";

/** A request to the API server, as its audit log tells it. */
export interface AuditEvent {
  readonly user: string;
  readonly verb: string;
  /** With its subresource: `pods/status`. */
  readonly resource: string;
  readonly name: string;
  /** When the API server received it, in milliseconds of the epoch, with fractions. */
  readonly receivedAtMs: number;
  readonly answeredAtMs: number;
  readonly code: number;
  /** What was sent, where the policy has it recorded. */
  readonly body: unknown;
}

const eventSchema = z.object({
  stage: z.string(),
  verb: z.string(),
  user: z.object({ username: z.string() }),
  objectRef: z
    .object({
      resource: z.string().default(""),
      subresource: z.string().optional(),
      name: z.string().default(""),
    })
    .optional(),
  responseStatus: z.object({ code: z.number() }).optional(),
  requestObject: z.unknown().optional(),
  requestReceivedTimestamp: z.string(),
  stageTimestamp: z.string(),
});

/** Of `2026-01-02T03:04:05.678901Z`, whose microseconds `Date` leaves out. */
function epochMs(timestamp: string): number {
  const microseconds = /\.\d{3}(\d{3})Z$/.exec(timestamp)?.[1] ?? "0";
  return Date.parse(timestamp) + Number(microseconds) / 1_000;
}

/**
 * Reads a line of an audit log. A watch is an event when it begins, any other request when it is answered;
 * `undefined` for what is left.
 */
export function parseAuditLine(line: string): AuditEvent | undefined {
  const event = eventSchema.parse(JSON.parse(line));
  const { objectRef, requestObject, responseStatus, stage, user, verb } = event;
  if (stage !== (verb === "watch" ? "ResponseStarted" : "ResponseComplete")) return undefined;
  const { name = "", resource = "", subresource } = objectRef ?? {};
  return {
    user: user.username,
    verb,
    resource: subresource === undefined ? resource : `${resource}/${subresource}`,
    name,
    receivedAtMs: epochMs(event.requestReceivedTimestamp),
    answeredAtMs: epochMs(event.stageTimestamp),
    code: responseStatus?.code ?? 0,
    body: requestObject,
  };
}
