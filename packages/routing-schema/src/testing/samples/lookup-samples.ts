import { createProblem } from "../../errors/problem.ts";
import { lookupAnswer, lookupCandidate } from "../lookup-answer.ts";
import type { ContractSamples } from "./contract-samples.ts";

/** JSON answers of `GET /pod-lookup`. */
export const lookupAnswerSamples: ContractSamples = {
  valid: [
    lookupAnswer(),
    lookupAnswer({ kept: true, blind: true, endpoints: ["[fd00::7]:8080", "10.0.0.1:1"] }),
    lookupAnswer({
      candidates: [lookupCandidate({ routeId: null, endpoint: null, ageMs: null, capacity: 3 })],
    }),
    { ...lookupAnswer(), addedLater: true },
  ],
  invalid: [
    null,
    {},
    { ...lookupAnswer(), podId: "A" },
    { ...lookupAnswer(), pool: "chat" },
    { ...lookupAnswer(), endpoints: ["localhost:80"] },
    { ...lookupAnswer(), endpoints: ["10.0.0.1:65536"] },
    { ...lookupAnswer(), candidates: [{ ...lookupCandidate(), load: -1 }] },
    { ...lookupAnswer(), candidates: [{ ...lookupCandidate(), routeId: "chat.1" }] },
  ],
  invalidTogether: [],
};

/** Bodies of refusals. */
export const problemSamples: ContractSamples = {
  valid: [
    createProblem("no_pod", "default/chat has none."),
    { ...createProblem("full", "All."), retryAfterSeconds: 1 },
  ],
  invalid: [
    null,
    {},
    { ...createProblem("full", "All."), status: 200 },
    { ...createProblem("full", "All."), code: 7 },
  ],
  invalidTogether: [],
};
