import { median } from "../gateway/report.ts";
import type { ScaleEvents } from "./scale-events.ts";
import { SNAPSHOT_INTERVAL_MS } from "./snapshot-interval.ts";

/** By how much the scaler may be slower than Istio. */
const RATIO_GOAL = 2;

/** Where a figure is not there in every round, the rounds that have it count. */
type Figure = (events: ScaleEvents) => number | undefined;

const since = (later: number | undefined, earlier: number | undefined): number | undefined =>
  later === undefined || earlier === undefined ? undefined : later - earlier;
const ratio = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? undefined : one / other;

const valuesOf = (rounds: readonly ScaleEvents[], figure: Figure): readonly number[] =>
  rounds.flatMap((events) => figure(events) ?? []);
const decide: Figure = ({ opening }) => opening.jobWrittenAtMs - opening.changedAtMs;
const startPod: Figure = ({ opening }) => opening.readyAtMs - opening.jobWrittenAtMs;
const noticeReady: Figure = ({ opening }) => since(opening.subsetSentAtMs, opening.readyAtMs);
const writeBoth: Figure = ({ opening }) => since(opening.routeStoredAtMs, opening.subsetSentAtMs);
const seeRoute: Figure = ({ opening }) => since(opening.openAtMs, opening.routeStoredAtMs);
const openReady: Figure = ({ opening }) => opening.openAtMs - opening.readyAtMs;
const openWritten: Figure = ({ opening }) => since(opening.openAtMs, opening.subsetSentAtMs);
/** Without what the pod itself takes to start. */
const wholeEvent: Figure = (events) => (decide(events) ?? 0) + (openReady(events) ?? 0);
const handFirst: Figure = ({ byHand }) => byHand?.fromFirstMs;
const handLast: Figure = ({ byHand }) => byHand?.fromLastMs;
const clientAfterReady: Figure = ({ firstClientAtMs, opening }) => since(firstClientAtMs, opening.readyAtMs);
const clientAfterOpen: Figure = ({ firstClientAtMs, opening }) => since(firstClientAtMs, opening.openAtMs);

const over =
  (figure: Figure, base: Figure): Figure =>
  (events) =>
    ratio(figure(events), base(events));

interface SpeedRow {
  readonly what: string;
  readonly figure: Figure;
  readonly unit?: "ms" | "times";
  readonly goal?: number;
}

const SUBSET_ROWS: readonly SpeedRow[] = [
  { what: "the pool is changed … the Job is stored", figure: decide },
  { what: "… the pod is ready (its own start)", figure: startPod },
  { what: "… the scaler sends the DestinationRule", figure: noticeReady },
  { what: "… the VirtualService is stored", figure: writeBoth },
  { what: "… every gateway was seen to lead by it, and `open` is stored", figure: seeRoute },
  { what: "by hand: DestinationRule sent … every gateway leads", figure: handFirst },
  { what: "by hand: VirtualService answered … every gateway leads", figure: handLast },
  {
    what: "VirtualService stored … `open`, beside by hand",
    figure: over(seeRoute, handLast),
    unit: "times",
    goal: RATIO_GOAL,
  },
  {
    what: "DestinationRule sent … `open`, beside by hand",
    figure: over(openWritten, handFirst),
    unit: "times",
    goal: RATIO_GOAL,
  },
  {
    what: "pod ready … `open`, beside by hand",
    figure: over(openReady, handFirst),
    unit: "times",
    goal: RATIO_GOAL,
  },
  {
    what: "the pool is changed … `open` without the pod's start, beside by hand",
    figure: over(wholeEvent, handFirst),
    unit: "times",
    goal: RATIO_GOAL,
  },
];

const OVERRIDE_HOST_ROWS: readonly SpeedRow[] = [
  { what: "the pool is changed … the Job is stored", figure: decide },
  { what: "… the pod is ready (its own start)", figure: startPod },
  { what: "… `open` is stored", figure: openReady },
  {
    what: "… every gateway has led a new client there",
    figure: clientAfterOpen,
    goal: SNAPSHOT_INTERVAL_MS,
  },
  {
    what: "pod ready … every gateway has led a new client there",
    figure: clientAfterReady,
    goal: SNAPSHOT_INTERVAL_MS,
  },
];

/** Whether a figure is as small as it is to be, or in how many rounds it is. */
export function verdict(middle: number, goal: number): string {
  return middle <= goal ? "met" : "missed";
}

function speedTable(rounds: readonly ScaleEvents[], rows: readonly SpeedRow[]): readonly string[] {
  const lines = rows.flatMap(({ figure, goal, unit = "ms", what }) => {
    const values = valuesOf(rounds, figure);
    if (values.length === 0) return [];
    const show = (value: number): string => (unit === "ms" ? value.toFixed(0) : `${value.toFixed(1)} ×`);
    const middle = median(values);
    const target = goal === undefined ? " | " : `${show(goal)} | ${verdict(middle, goal)}`;
    return [
      `| ${what} | ${show(middle)} | ${show(Math.min(...values))} | ${show(Math.max(...values))} | ${target} |`,
    ];
  });
  return [
    "| from … to … (ms) | median | least | most | goal | |",
    "| --- | ---: | ---: | ---: | ---: | --- |",
    ...lines,
  ];
}

/** How soon a pod is routed to, for each mode. */
export function speedReport(scaleEvents: readonly ScaleEvents[]): string {
  const of = (wanted: ScaleEvents["mode"]): readonly ScaleEvents[] =>
    scaleEvents.filter(({ mode }) => mode === wanted);
  const [subset, overrideHost] = [of("subset"), of("override-host")];
  return [
    `### From scale event to routable, subset mode (${subset.length} rounds)`,
    "",
    ...speedTable(subset, SUBSET_ROWS),
    "",
    `### From scale event to routable, override-host mode (${overrideHost.length} rounds)`,
    "",
    ...speedTable(overrideHost, OVERRIDE_HOST_ROWS),
    "",
    `Steps that begin with … follow the one above. The gateways ask for a snapshot every ${SNAPSHOT_INTERVAL_MS} ms.`,
  ].join("\n");
}
