import { z } from "zod";

const pid = z.int().positive();
const podId = z.string();

/** The events of `fairlead dev --output json` that are looked at; others pass as they are. */
const knownEventSchema = z.discriminatedUnion("event", [
  z.object({
    event: z.literal("addresses"),
    gateway: z.string(),
    lookup: z.string(),
    scaler: z.string(),
    pool: z.string(),
    envoyPid: pid,
  }),
  z.object({ event: z.literal("all_open") }),
  z.object({ event: z.literal("pod_starting"), podId, job: z.string(), endpoint: z.string(), pid }),
  z.object({ event: z.literal("pod_ready"), podId }),
  z.object({ event: z.literal("pod_open"), podId }),
  z.object({ event: z.literal("pod_stopping"), podId }),
  z.object({ event: z.literal("pod_ended"), podId, reason: z.string(), exit: z.string() }),
  z.object({ event: z.literal("lookup_started"), pid }),
  z.object({ event: z.literal("scaler_started"), pid }),
  z.object({ event: z.literal("gateway_started"), pid }),
  z.object({ event: z.literal("scaled"), desired: z.number(), before: z.number() }),
  z.object({ event: z.literal("error"), code: z.string(), message: z.string() }),
  z.object({ event: z.literal("stopped") }),
]);

/** An event that is looked at. */
export type KnownEvent = z.infer<typeof knownEventSchema>;

/** A line that was read. */
export interface DevLine {
  /** When it was read, by `performance.now()`. */
  readonly atMs: number;
  readonly text: string;
  /** `undefined` for a line that is not looked at. */
  readonly event: KnownEvent | undefined;
}

/** Reads one line of `fairlead dev --output json`. */
export function readDevLine(text: string, atMs: number): DevLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { atMs, text, event: undefined };
  }
  const parsed = knownEventSchema.safeParse(value);
  return { atMs, text, event: parsed.success ? parsed.data : undefined };
}
