import { median } from "../gateway/report.ts";
import type { Mode } from "./bench-cluster.ts";
import type { ScaleEvents } from "./scale-events.ts";
import { totalOf, writesOf, type RequestCounts } from "./scaler-requests.ts";

type Direction = "up" | "down";

/** A request for every pod of the pool would be 1; rounds differ by a look at the pool more or less. */
const GROWTH_GOAL = 0.5;
/** What stands for a pod, and is not to be there in override-host mode. */
const ROUTING = ["destinationrules", "envoyfilters", "virtualservices"];

/** Watches end by the clock and begin anew. */
const isOfTheEvent = (key: string): boolean => !key.startsWith("watch ");

/** Of every count the median over the rounds, without watches. */
export function medianCounts(rounds: readonly RequestCounts[]): RequestCounts {
  const keys = [...new Set(rounds.flatMap((counts) => Object.keys(counts)))].filter(isOfTheEvent);
  return Object.fromEntries(keys.map((key) => [key, median(rounds.map((counts) => counts[key] ?? 0))]));
}

const isWritten = (key: string): boolean => writesOf({ [key]: 1 }) > 0;

/** Writes first, each group by name. */
export const inOrder = (keys: readonly string[]): readonly string[] =>
  keys.toSorted(
    (one, other) => Number(isWritten(other)) - Number(isWritten(one)) || one.localeCompare(other),
  );

/** By how many a pod more in the pool makes the requests more, from the smallest pool to the largest. */
export function growthPerPod(totals: ReadonlyMap<number, number>): number | undefined {
  const sizes = [...totals.keys()].toSorted((one, other) => one - other);
  const [least, most] = [sizes[0], sizes.at(-1)];
  if (least === undefined || most === undefined || least === most) return undefined;
  return ((totals.get(most) ?? 0) - (totals.get(least) ?? 0)) / (most - least);
}

function growth(what: string, bySize: ReadonlyMap<number, RequestCounts>, total: typeof totalOf): string[] {
  const perPod = growthPerPod(new Map([...bySize].map(([pods, counts]) => [pods, total(counts)])));
  if (perPod === undefined) return [];
  const outcome = perPod < GROWTH_GOAL ? "met" : "missed";
  return [
    `${what} more for each pod that the pool has more: ${perPod.toFixed(2)} (goal: none, so under ${GROWTH_GOAL}, ${outcome}).`,
  ];
}

function requestTable(rounds: readonly ScaleEvents[], direction: Direction): readonly string[] {
  const grouped = Map.groupBy(rounds, ({ pods }) => pods);
  const bySize = new Map(
    [...grouped].map(([pods, events]) => [pods, medianCounts(events.map((event) => event[direction]))]),
  );
  const tables = [...bySize.values()];
  const row = (what: string, value: (counts: RequestCounts) => number): string =>
    `| ${what} | ${tables.map(value).join(" | ")} |`;
  const keys = inOrder([...new Set(tables.flatMap((counts) => Object.keys(counts)))]);
  return [
    `| one pod ${direction === "up" ? "more" : "less"}, in a pool of | ${[...bySize.keys()].join(" | ")} |`,
    `| --- | ${tables.map(() => "---:").join(" | ")} |`,
    ...keys.map((key) => row(key, (counts) => counts[key] ?? 0)),
    row("**writes**", writesOf),
    row("**all**", totalOf),
    "",
    ...growth("Writes", bySize, writesOf),
    ...growth("Requests", bySize, totalOf),
    "",
  ];
}

/** Writes of objects that stand for a pod; of override-host mode none is wanted. */
export function routingWrites(rounds: readonly ScaleEvents[]): number {
  return rounds
    .flatMap(({ down, up }) => [up, down])
    .flatMap(Object.entries<number>)
    .filter(([key]) => isWritten(key) && ROUTING.some((resource) => key.endsWith(` ${resource}`)))
    .reduce((sum, [, count]) => sum + count, 0);
}

/** What the scaler asks the API server for one pod more and one less. */
export function requestsReport(scaleEvents: readonly ScaleEvents[]): string {
  const of = (mode: Mode): readonly ScaleEvents[] => scaleEvents.filter((events) => events.mode === mode);
  const written = routingWrites(of("override-host"));
  return [
    ...(["subset", "override-host"] as const).flatMap((mode) => [
      `### Requests of the scaler to the API server per scale event, ${mode} mode`,
      "",
      ...requestTable(of(mode), "up"),
      ...requestTable(of(mode), "down"),
    ]),
    `Routing objects written in override-host mode: ${written} (goal: 0, ${written === 0 ? "met" : "missed"}).`,
  ].join("\n");
}
