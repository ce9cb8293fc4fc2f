import { createLoadTable } from "../load-table.ts";
import type { LoadTableOptions } from "../load-table-options.ts";
import type { LoadTable, PickOutcome, PodEntry } from "../load-table-types.ts";

/** Pods by their ids, open unless the id ends in `!`. */
export const podEntries = (...podIds: string[]): PodEntry[] =>
  podIds.map((podId) => ({
    podId: podId.replace("!", ""),
    state: podId.endsWith("!") ? "draining" : "open",
  }));

/** A table at time 0 whose pods have just reported these clients; an id that ends in `!` is draining. */
export function tableOf(
  clients: Readonly<Record<string, number>>,
  capacity: number | null = null,
  options: LoadTableOptions = {},
): LoadTable {
  const table = createLoadTable(options);
  table.setPods(podEntries(...Object.keys(clients)), 0);
  for (const [podId, count] of Object.entries(clients))
    table.report(podId.replace("!", ""), { clients: count, capacity, draining: false }, 0);
  return table;
}

/** The pod of an outcome, or its refusal. */
export const given = (outcome: PickOutcome): string =>
  "refusal" in outcome ? outcome.refusal : outcome.podId;
