/**
 * The load of a pool's pods, and the choice of one for a new client. Pure: no I/O, no clock.
 *
 * @module
 */
export { createLoadTable } from "./load-table.ts";
export type { LoadTableOptions, PickerName, ScorerName } from "./load-table-options.ts";
export type {
  LoadTable,
  PickMoment,
  PickOptions,
  PickOutcome,
  PodEntry,
  PodExplanation,
  PodLoadReport,
  RankedPod,
  RankOptions,
  ReportOutcome,
  SnapshotPodLoad,
  SnapshotPodsOptions,
} from "./load-table-types.ts";
export type { RandomSource } from "./random-source.ts";
export { createSeededRandom } from "./seeded-random.ts";
export type { FilterName, PodStatus } from "./table/pod-status.ts";
export { pickWeight } from "./table/pick-ledger.ts";
export { formatExplanation } from "./views/explain.ts";
