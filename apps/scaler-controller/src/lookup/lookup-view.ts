import { FairleadError } from "@fairlead/routing-schema";
import { z } from "zod";

/** What the scaler reads of a pool at the lookup service; further fields are its own matter. */
export const lookupPoolViewSchema = z.object({
  /** Of the pods file that the service follows. */
  revision: z.int().min(0).nullable(),
  /** Clients that the service found no pod for of late. */
  waitingClients: z.int().min(0),
  pods: z.array(
    z.object({
      podId: z.string(),
      state: z.enum(["open", "draining"]),
      status: z.string(),
      clients: z.number().min(0).nullable(),
      capacity: z.number().positive().nullable(),
      ageMs: z.number().min(0).nullable(),
    }),
  ),
  /** What a source with phases has read of them; a source without has none. */
  phases: z
    .object({
      pods: z.array(
        z.object({
          podId: z.string(),
          routeId: z.string(),
          phaseRevision: z.int().min(0).nullable(),
          state: z.enum(["open", "draining", "unlisted"]),
          /** What a closed pod pushed last. */
          report: z
            .object({
              clients: z.number().min(0),
              capacity: z.number().positive().nullable(),
              draining: z.boolean(),
              ageMs: z.number().min(0),
            })
            .nullable()
            .default(null),
        }),
      ),
    })
    .nullable()
    .default(null),
});

export type LookupPoolView = z.output<typeof lookupPoolViewSchema>;

/** @throws FairleadError `lookup_service_unreachable` */
export async function fetchLookupView(url: string, pool: string, timeoutMs: number): Promise<LookupPoolView> {
  const address = `${url.replace(/\/$/, "")}/v1/pools/${pool}`;
  const fail = (reason: string, cause?: unknown): FairleadError =>
    new FairleadError("lookup_service_unreachable", `${address} gives no view of the pool: ${reason}`, {
      cause,
      details: { address },
    });
  try {
    const response = await fetch(address, {
      headers: { accept: "application/json" },
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw fail(`status ${response.status}.`);
    }
    const parsed = lookupPoolViewSchema.safeParse(await response.json());
    if (!parsed.success) throw fail("the answer has another form; compare the releases.", parsed.error);
    return parsed.data;
  } catch (error) {
    if (FairleadError.isInstance(error)) throw error;
    throw fail(error instanceof Error ? error.message : String(error), error);
  }
}
