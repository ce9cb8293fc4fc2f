import type { PicksReport } from "@fairlead/routing-schema";

/** Filter instances that are remembered for each pool; the one unheard for longest goes first. */
export const ASKERS_MAX = 4_096;

interface Asker {
  sequence: number;
  /** Picks of this sequence that were counted already. */
  counted: ReadonlyMap<string, number>;
  heardAtMs: number;
  pickedAtMs: number;
}

/** Picks that were not known before. */
export interface PicksNews {
  readonly picks: ReadonlyMap<string, number>;
  /** The picks were made after this moment: when the asker was heard before. */
  readonly sinceMs: number;
}

/** Remembers what filter instances told of their picks, so that each pick counts once. */
export interface AskerLedger {
  /** The picks of a report that are news. A repeated report has none; an unknown asker's are all news. */
  take(asker: string, report: PicksReport, nowMs: number): PicksNews;
  /** Instances that told of picks within the lease; at least 1. */
  askers(nowMs: number): number;
  /** Has another lease hold from here on. */
  setLease(leaseMs: number): void;
}

const NO_PICKS: ReadonlyMap<string, number> = new Map();

/** `counts` less what was counted before, and the larger of both for the next time. */
function difference(
  counts: ReadonlyMap<string, number>,
  before: ReadonlyMap<string, number>,
): { news: ReadonlyMap<string, number>; counted: ReadonlyMap<string, number> } {
  const news = new Map<string, number>();
  const counted = new Map(before);
  for (const [podId, count] of counts) {
    const known = before.get(podId) ?? 0;
    if (count <= known) continue;
    news.set(podId, count - known);
    counted.set(podId, count);
  }
  return { news, counted };
}

/**
 * Creates a ledger.
 *
 * The sequence of an asker grows by one with each answered request. The same sequence again holds
 * the counts of the unanswered request and what was picked since, so the difference is news. A lower
 * sequence is a request that was overtaken on its way: its picks were counted, and hearing it does
 * not prolong the memory of the asker. An instance that starts anew under an old name is therefore
 * counted again after one lease.
 */
export function createAskerLedger(firstLeaseMs: number, maxAskers = ASKERS_MAX): AskerLedger {
  // In the order of heardAtMs, the longest unheard first: an asker that is heard moves to the end.
  const known = new Map<string, Asker>();
  let leaseMs = firstLeaseMs;

  function expire(nowMs: number): void {
    for (const [name, { heardAtMs }] of known) {
      if (nowMs - heardAtMs < leaseMs && known.size <= maxAskers) return;
      known.delete(name);
    }
  }

  return {
    take(name, { sequence, picks }, nowMs) {
      expire(nowMs);
      const asker = known.get(name);
      if (asker !== undefined && sequence < asker.sequence) return { picks: NO_PICKS, sinceMs: nowMs };
      const { news, counted } = difference(picks, asker?.sequence === sequence ? asker.counted : NO_PICKS);
      known.delete(name);
      known.set(name, {
        sequence,
        counted,
        heardAtMs: nowMs,
        pickedAtMs: news.size > 0 ? nowMs : (asker?.pickedAtMs ?? -Infinity),
      });
      if (known.size > maxAskers) expire(nowMs);
      return { picks: news, sinceMs: asker?.heardAtMs ?? nowMs };
    },
    askers(nowMs) {
      let picking = 0;
      for (const { pickedAtMs } of known.values()) if (nowMs - pickedAtMs < leaseMs) picking += 1;
      return Math.max(1, picking);
    },
    setLease(nextLeaseMs) {
      leaseMs = nextLeaseMs;
    },
  };
}
