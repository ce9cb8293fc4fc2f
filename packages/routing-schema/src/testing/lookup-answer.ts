import { lookupAnswerSchema, type LookupAnswer, type LookupCandidate } from "../lookup/lookup-answer.ts";

/** A pod that the lookup weighed. */
export const lookupCandidate = (overrides: Partial<LookupCandidate> = {}): LookupCandidate => ({
  podId: "chat-1-x2k4q",
  routeId: "chat-1",
  endpoint: "10.0.3.17:8080",
  load: 0,
  capacity: null,
  score: 0,
  ageMs: 100,
  ...overrides,
});

/**
 * The JSON answer of a lookup; pod, route and endpoints are those of the first candidate.
 *
 * @throws {z.ZodError} when an override does not fit the contract
 */
export function lookupAnswer(overrides: Partial<LookupAnswer> = {}): LookupAnswer {
  const candidates = overrides.candidates ?? [lookupCandidate()];
  const { podId, routeId, endpoint } = candidates[0] ?? lookupCandidate();
  return lookupAnswerSchema.parse({
    pool: "default/chat",
    podId,
    routeId,
    endpoints: endpoint === null ? [] : [endpoint],
    kept: false,
    blind: false,
    ...overrides,
    candidates,
  });
}
