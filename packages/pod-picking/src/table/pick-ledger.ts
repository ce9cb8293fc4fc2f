import { at } from "./pod-columns.ts";

/** Entries a pod; they lie denser the younger they are. */
const ENTRIES = 24;

/** Picks that may still be on their way to their pods, in bounded memory. */
export interface PickLedger {
  /** Adds picks of a pod, handed out at `atMs`; those older than the lease are not added. */
  add(slot: number, count: number, atMs: number, nowMs: number): void;
  /** Drops what a report sampled at `sampledAtMs` already holds: the picks before that moment. */
  forgetBefore(slot: number, sampledAtMs: number, nowMs: number): void;
  /** Drops all picks of a pod. */
  clear(slot: number): void;
  /** Picks of the pod that count at `nowMs`: never negative, never `NaN`. */
  estimate(slot: number, nowMs: number): number;
  /** When time alone brings the estimate down to `target`; it may be an earlier moment at which to ask again. */
  fallsToAtMs(slot: number, target: number, nowMs: number): number;
  /** Makes room for more pods. */
  grow(length: number): void;
}

/**
 * The weight of a pick of this age: 1 until half of the lease is over, then linearly down to 0 at
 * the end of the lease.
 *
 * A pick counts because its client may still be on its way; the older it is, the likelier the
 * client never came, or went to a pod that has not reported since.
 */
export function pickWeight(ageMs: number, leaseMs: number): number {
  const weight = 2 - (2 * ageMs) / leaseMs;
  return weight >= 1 ? 1 : weight > 0 ? weight : 0;
}

/**
 * A ledger for `length` pods.
 *
 * Each pod has at most {@link ENTRIES} entries `{first, last, count}`. A pick joins the youngest
 * entry while that is narrower than 1/2048 of the lease. When all are taken, the two neighbours
 * whose union is narrowest for its age become one, so young picks stay told apart to milliseconds
 * and old ones to a fraction of their age. A report that was sampled inside an entry takes the share
 * that lies before it, as if the picks were spread evenly.
 *
 * Between two moments at which an entry begins or ends to fade, the sum of the weights is a straight
 * line over time. The line is kept, so an estimate costs one multiplication.
 */
export function createPickLedger(leaseMs: number, length: number): PickLedger {
  const resolutionMs = leaseMs / 2048;
  const halfMs = leaseMs / 2;
  let first = new Float64Array(length * ENTRIES);
  let last = new Float64Array(length * ENTRIES);
  let counts = new Float64Array(length * ENTRIES);
  let used = new Uint8Array(length);
  let lineFromMs = new Float64Array(length);
  let lineUntilMs = new Float64Array(length).fill(Infinity);
  let lineValue = new Float64Array(length);
  let lineSlope = new Float64Array(length);

  const middle = (entry: number): number => at(first, entry) + (at(last, entry) - at(first, entry)) / 2;

  function copy(from: number, to: number): void {
    first[to] = at(first, from);
    last[to] = at(last, from);
    counts[to] = at(counts, from);
  }

  /** Removes the entries before `keepFrom`. */
  function dropOldest(slot: number, keepFrom: number): void {
    if (keepFrom === 0) return;
    const base = slot * ENTRIES;
    const end = at(used, slot);
    for (let entry = keepFrom; entry < end; entry += 1) copy(base + entry, base + entry - keepFrom);
    used[slot] = end - keepFrom;
  }

  function dropExpired(slot: number, nowMs: number): void {
    const base = slot * ENTRIES;
    const end = at(used, slot);
    let keepFrom = 0;
    while (keepFrom < end && middle(base + keepFrom) + leaseMs <= nowMs) keepFrom += 1;
    dropOldest(slot, keepFrom);
  }

  /** Draws the line anew from the entries. */
  function redraw(slot: number, nowMs: number): void {
    dropExpired(slot, nowMs);
    const base = slot * ENTRIES;
    const end = at(used, slot);
    let value = 0;
    let slope = 0;
    let untilMs = Infinity;
    for (let entry = base; entry < base + end; entry += 1) {
      const middleMs = middle(entry);
      const count = at(counts, entry);
      if (middleMs + halfMs > nowMs) {
        value += count;
        untilMs = Math.min(untilMs, middleMs + halfMs);
      } else {
        value += count * pickWeight(nowMs - middleMs, leaseMs);
        slope += count / halfMs;
        untilMs = Math.min(untilMs, middleMs + leaseMs);
      }
    }
    lineFromMs[slot] = nowMs;
    lineUntilMs[slot] = untilMs;
    lineValue[slot] = value;
    lineSlope[slot] = slope;
  }

  /** Unites the two neighbours whose union is narrowest for its age. */
  function compact(slot: number, nowMs: number): void {
    const base = slot * ENTRIES;
    let best = base;
    let bestWidth = Infinity;
    for (let entry = base; entry < base + ENTRIES - 1; entry += 1) {
      const width =
        (at(last, entry + 1) - at(first, entry)) / (Math.max(nowMs - at(first, entry), 0) + resolutionMs);
      if (width < bestWidth) {
        best = entry;
        bestWidth = width;
      }
    }
    last[best] = at(last, best + 1);
    counts[best] = at(counts, best) + at(counts, best + 1);
    for (let entry = best + 2; entry < base + ENTRIES; entry += 1) copy(entry, entry - 1);
    used[slot] = ENTRIES - 1;
  }

  function append(slot: number, count: number, atMs: number, nowMs: number): void {
    if (at(used, slot) === ENTRIES) compact(slot, nowMs);
    const entry = slot * ENTRIES + at(used, slot);
    first[entry] = atMs;
    last[entry] = atMs;
    counts[entry] = count;
    used[slot] = at(used, slot) + 1;
  }

  /** Adds picks that are told late: to the entry before them, or to the oldest. */
  function insert(slot: number, count: number, atMs: number): void {
    const base = slot * ENTRIES;
    let entry = base + at(used, slot) - 1;
    while (entry > base && at(first, entry) > atMs) entry -= 1;
    first[entry] = Math.min(at(first, entry), atMs);
    last[entry] = Math.max(at(last, entry), atMs);
    counts[entry] = at(counts, entry) + count;
  }

  function clear(slot: number): void {
    used[slot] = 0;
    lineFromMs[slot] = 0;
    lineUntilMs[slot] = Infinity;
    lineValue[slot] = 0;
    lineSlope[slot] = 0;
  }

  function estimate(slot: number, nowMs: number): number {
    if (nowMs >= at(lineUntilMs, slot)) redraw(slot, nowMs);
    const value = at(lineValue, slot) - at(lineSlope, slot) * (nowMs - at(lineFromMs, slot));
    return value > 0 ? value : 0;
  }

  return {
    add(slot, count, atMs, nowMs) {
      if (atMs + leaseMs <= nowMs) return;
      const newest = slot * ENTRIES + at(used, slot) - 1;
      const isEmpty = at(used, slot) === 0;
      if (!isEmpty && atMs < at(last, newest)) {
        insert(slot, count, atMs);
        redraw(slot, nowMs);
      } else if (!isEmpty && atMs - at(first, newest) < resolutionMs) {
        last[newest] = atMs;
        counts[newest] = at(counts, newest) + count;
        if (atMs + halfMs <= nowMs) redraw(slot, nowMs);
        else lineValue[slot] = at(lineValue, slot) + count;
      } else {
        append(slot, count, atMs, nowMs);
        redraw(slot, nowMs);
      }
    },
    forgetBefore(slot, sampledAtMs, nowMs) {
      const base = slot * ENTRIES;
      const end = base + at(used, slot);
      let kept = base;
      for (let entry = base; entry < end; entry += 1) {
        if (at(last, entry) < sampledAtMs) continue;
        copy(entry, kept);
        if (at(first, kept) < sampledAtMs) {
          const share = (at(last, kept) - sampledAtMs + 1) / (at(last, kept) - at(first, kept) + 1);
          counts[kept] = at(counts, kept) * share;
          first[kept] = sampledAtMs;
        }
        kept += 1;
      }
      used[slot] = kept - base;
      redraw(slot, nowMs);
    },
    clear,
    estimate,
    fallsToAtMs(slot, target, nowMs) {
      const value = estimate(slot, nowMs);
      if (value <= target) return nowMs;
      const slope = at(lineSlope, slot);
      const untilMs = at(lineUntilMs, slot);
      return slope > 0 ? Math.min(untilMs, nowMs + (value - target) / slope) : untilMs;
    },
    grow(longer) {
      const enlarge = (column: Float64Array<ArrayBuffer>, size: number): Float64Array<ArrayBuffer> => {
        const larger = new Float64Array(size);
        larger.set(column);
        return larger;
      };
      const shorter = used.length;
      first = enlarge(first, longer * ENTRIES);
      last = enlarge(last, longer * ENTRIES);
      counts = enlarge(counts, longer * ENTRIES);
      lineFromMs = enlarge(lineFromMs, longer);
      lineUntilMs = enlarge(lineUntilMs, longer).fill(Infinity, shorter);
      lineValue = enlarge(lineValue, longer);
      lineSlope = enlarge(lineSlope, longer);
      const largerUsed = new Uint8Array(longer);
      largerUsed.set(used);
      used = largerUsed;
    },
  };
}
