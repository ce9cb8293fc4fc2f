import type { ScorerName } from "../load-table-options.ts";
import { clientsScorer } from "./clients/clients.ts";
import type { Scorer } from "./scorer.ts";
import { utilizationScorer } from "./utilization/utilization.ts";

const SCORERS: Record<ScorerName, Scorer> = { clients: clientsScorer, utilization: utilizationScorer };

/** The scorer of a pool's `picking.scorer`. */
export const scorerNamed = (name: ScorerName): Scorer => SCORERS[name];
