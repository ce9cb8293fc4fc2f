import { z } from "zod";
import { endpointSchema } from "../identifiers/endpoint.ts";
import { podIdSchema } from "../identifiers/pod-id.ts";
import { poolIdSchema } from "../identifiers/pool-id.ts";
import { routeIdSchema } from "../identifiers/route-id.ts";

/** One pod that the lookup weighed. */
export const lookupCandidateSchema = z
  .object({
    podId: podIdSchema,
    routeId: routeIdSchema.nullable(),
    endpoint: endpointSchema.nullable(),
    load: z.number().min(0).describe("Estimated clients: reported, and picks since"),
    capacity: z.number().positive().nullable(),
    score: z.number().min(0).describe("What candidates are compared by; lower is better"),
    ageMs: z.number().min(0).nullable().describe("Age of the report; null where none was read"),
  })
  .meta({ id: "LookupCandidate", description: "A pod that the lookup weighed" });

export type LookupCandidate = z.infer<typeof lookupCandidateSchema>;

/** `GET /pod-lookup` with `Accept: application/json`. */
export const lookupAnswerSchema = z
  .object({
    pool: poolIdSchema,
    podId: podIdSchema,
    routeId: routeIdSchema.nullable(),
    endpoints: z.array(endpointSchema).describe("Best first"),
    kept: z.boolean().describe("The pod is the preferred one, not a new pick"),
    blind: z.boolean().describe("No pod has a fresh report; the pick goes by own picks alone"),
    candidates: z.array(lookupCandidateSchema).describe("Best first; the first is the pod given"),
  })
  .meta({ id: "LookupAnswer", description: "The pod for a client" });

export type LookupAnswer = z.infer<typeof lookupAnswerSchema>;
