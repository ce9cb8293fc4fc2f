/**
 * Arbitraries of the contracts for fast-check, an optional peer dependency that only this module needs.
 *
 * @module
 */
import fc from "fast-check";
import type { PicksReport } from "../snapshot/picks-header.ts";
import type { Snapshot, SnapshotPod } from "../snapshot/snapshot.ts";

const label = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/);
const natural = fc.oneof(fc.nat(1_000), fc.nat(Number.MAX_SAFE_INTEGER));
const positive = natural.map((value) => Math.max(1, value));

/** Any pod id. */
export const arbitraryPodId: fc.Arbitrary<string> = fc
  .array(label, { minLength: 1, maxLength: 3 })
  .map((labels) => labels.join("."));

/** Any route id. */
export const arbitraryRouteId: fc.Arbitrary<string> = label;

/** Any endpoint, IPv4 or IPv6. */
export const arbitraryEndpoint: fc.Arbitrary<string> = fc
  .tuple(
    fc.oneof(
      fc.ipV4(),
      fc
        .array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 })
        .map((groups) => `[${groups.map((group) => group.toString(16)).join(":")}]`),
      fc.integer({ min: 0, max: 0xffff }).map((group) => `[fd00::${group.toString(16)}]`),
    ),
    fc.integer({ min: 1, max: 65_535 }),
  )
  .map(([address, port]) => `${address}:${port}`);

/** Any pod of a snapshot. */
export const arbitrarySnapshotPod: fc.Arbitrary<SnapshotPod> = fc.record({
  podId: arbitraryPodId,
  routeId: fc.option(arbitraryRouteId),
  endpoint: fc.option(arbitraryEndpoint),
  state: fc.constantFrom("open" as const, "draining" as const),
  score: natural,
  step: positive,
  room: fc.option(natural),
});

/** Any snapshot, complete or sampled, with each pod id once. */
export const arbitrarySnapshot: fc.Arbitrary<Snapshot> = fc
  .record({
    generation: natural,
    maxAgeMs: natural,
    hidden: fc.nat(10_000),
    askers: positive,
    pods: fc.uniqueArray(arbitrarySnapshotPod, { maxLength: 128, selector: ({ podId }) => podId }),
  })
  .map(({ hidden, ...rest }) => ({ ...rest, poolSize: rest.pods.length + hidden }));

/** Any report of picks. */
export const arbitraryPicksReport: fc.Arbitrary<PicksReport> = fc.record({
  sequence: fc.nat(999_999_999_999_999),
  picks: fc
    .uniqueArray(fc.tuple(arbitraryPodId, fc.integer({ min: 1, max: 999_999_999 })), {
      selector: ([podId]) => podId,
    })
    .map((entries) => new Map(entries)),
});
