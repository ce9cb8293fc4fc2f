import { WORKLOAD_COUNT_MAX } from "@fairlead/routing-schema";
import { PENALTY_MAX, penaltyOf } from "./filters/failing/failing.ts";
import { loadTableSettings, type LoadTableOptions } from "./load-table-options.ts";
import type { LoadTable, PickOptions, PickOutcome, ReportOutcome } from "./load-table-types.ts";
import { pickerNamed } from "./pickers/named.ts";
import { scorerNamed } from "./scorers/named.ts";
import { createLoadState } from "./table/load-state.ts";
import { at } from "./table/pod-columns.ts";
import { FULL, FULL_STALE, READY, weighedByPicks } from "./table/pod-status.ts";
import { explainPods } from "./views/explain.ts";
import { rankPods } from "./views/rank.ts";
import { snapshotPods } from "./views/snapshot-pods.ts";

const isCount = (value: number): boolean => value >= 0 && value <= WORKLOAD_COUNT_MAX;

/**
 * A table of the load of one pool's pods, and the choice among them.
 *
 * Pure: time and randomness are parameters. All times are of one clock that does not go back, in
 * milliseconds; a call with an earlier time is treated as one at the latest time seen.
 *
 * @throws {FairleadError} `configuration_invalid` for an option out of range.
 * @example
 * ```ts
 * const table = createLoadTable({ leaseMs: 30_000, reportMaxAgeMs: 15_000 });
 * table.setPods([{ podId: "a", state: "open" }, { podId: "b", state: "open" }], 0);
 * table.report("a", { clients: 4, capacity: 10, draining: false }, 0);
 * table.report("b", { clients: 2, capacity: 10, draining: false }, 0);
 * table.pick({ nowMs: 1, random: Math.random }); // { podId: "b", kept: false, blind: false }
 * ```
 */
export function createLoadTable(options: LoadTableOptions = {}): LoadTable {
  const settings = loadTableSettings(options);
  const scorer = scorerNamed(settings.scorer);
  const picker = pickerNamed(settings.picker);
  const state = createLoadState(settings);
  const { columns, ledger, lists, slotOf } = state;
  // Set by each pick, so that scoring a candidate takes no closure of its own.
  let pickedAtMs = 0;
  let askers = 1;

  const scoreByLoad = (slot: number): number =>
    scorer.score(
      at(columns.clients, slot) + ledger.estimate(slot, pickedAtMs) * askers,
      at(columns.capacity, slot),
    );
  const scoreByPicks = (slot: number): number =>
    scorer.score(ledger.estimate(slot, pickedAtMs) * askers, at(columns.capacity, slot));

  function setPods(pods: Parameters<LoadTable["setPods"]>[0], nowMs: number): void {
    state.advance(nowMs);
    const present = new Set<string>();
    for (const { podId, state: podState } of pods) {
      present.add(podId);
      const slot = slotOf.get(podId) ?? state.add(podId);
      columns.sourceDraining[slot] = podState === "draining" ? 1 : 0;
      state.reclassify(slot);
    }
    for (const podId of slotOf.keys()) if (!present.has(podId)) state.remove(podId);
  }

  function report(
    podId: string,
    { clients, capacity, draining }: Parameters<LoadTable["report"]>[1],
    sampledAtMs: number,
  ): ReportOutcome {
    const slot = slotOf.get(podId);
    if (slot === undefined) return "unknown_pod";
    const capacityIsValid = capacity === null || (capacity > 0 && isCount(capacity));
    if (!isCount(clients) || !capacityIsValid || !Number.isFinite(sampledAtMs)) return "invalid";
    if (sampledAtMs <= at(columns.sampledAtMs, slot)) return "late";
    columns.clients[slot] = clients;
    columns.capacity[slot] = capacity ?? Infinity;
    columns.reportedDraining[slot] = draining ? 1 : 0;
    columns.sampledAtMs[slot] = sampledAtMs;
    ledger.forgetBefore(slot, sampledAtMs, state.clockMs);
    state.reclassify(slot);
    return "taken";
  }

  function setErrorLevel(podId: string, nowMs: number, next: (level: number) => number): void {
    const slot = slotOf.get(podId);
    if (slot === undefined) return;
    const clockMs = state.advance(nowMs);
    const level = penaltyOf(
      at(columns.errorLevel, slot),
      at(columns.errorAtMs, slot),
      clockMs,
      settings.errorHalfLifeMs,
    );
    columns.errorLevel[slot] = next(level);
    columns.errorAtMs[slot] = clockMs;
    state.reclassify(slot);
  }

  function addPicks(podId: string, count: number, atMs: number): void {
    const slot = slotOf.get(podId);
    if (slot === undefined || !(count > 0) || !isCount(count) || !Number.isFinite(atMs)) return;
    if (atMs < at(columns.sampledAtMs, slot)) return;
    ledger.add(slot, count, atMs, state.clockMs);
    state.reclassify(slot);
  }

  function pick({ nowMs, random, prefer, askers: otherPickers = 1 }: PickOptions): PickOutcome {
    const clockMs = state.advance(nowMs);
    if (prefer !== undefined && slotOf.has(prefer))
      return { podId: prefer, kept: true, blind: state.blind() };
    const status = state.pickedStatus();
    if (status < 0) return { refusal: lists.count(FULL) + lists.count(FULL_STALE) > 0 ? "full" : "no_pod" };
    pickedAtMs = clockMs;
    askers = otherPickers > 1 ? otherPickers : 1;
    const scoreOf = weighedByPicks(status) ? scoreByPicks : scoreByLoad;
    const slot = picker(lists.slots(status), lists.count(status), scoreOf, random);
    ledger.add(slot, 1, clockMs, clockMs);
    if (at(columns.capacity, slot) !== Infinity) state.reclassify(slot);
    return { podId: columns.podIds[slot] as string, kept: false, blind: status !== READY && state.blind() };
  }

  return {
    setPods,
    report,
    addPicks,
    pick,
    recordError: (podId, nowMs) => setErrorLevel(podId, nowMs, (level) => Math.min(level + 1, PENALTY_MAX)),
    recordSuccess: (podId, nowMs) => setErrorLevel(podId, nowMs, (level) => level / 2),
    has: (podId) => slotOf.has(podId),
    rank: (rankOptions) => rankPods(state, scorer, rankOptions),
    explain: (nowMs) => explainPods(state, scorer, settings, nowMs),
    snapshotPods: (snapshotOptions) => snapshotPods(state, scorer, snapshotOptions),
    get size() {
      return slotOf.size;
    },
    blind(nowMs) {
      state.advance(nowMs);
      return state.blind();
    },
  };
}
