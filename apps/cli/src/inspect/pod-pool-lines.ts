import { STATE_LOOKS } from "../output/state-looks.ts";
import type { Look, Style } from "../terminal/style.ts";
import { table } from "../terminal/table.ts";
import { unlistedPods, type PodPoolCondition, type PodPoolView } from "./pod-pool-view.ts";

/** A pod's sentence without its name and phase, which stand before it in the table. */
export const withoutName = (why: string): string => why.replace(/^\S+ \([^)]*\) /, "");

const numberText = (value: number | null): string => (value === null ? "-" : String(value));

/** `Ready` is a wish, and `Progressing` no fault; the others tell of something that is in the way. */
const lookOf = ({ type }: PodPoolCondition): Look =>
  type === "Progressing" ? "dim" : type === "Degraded" ? "red" : "yellow";

/** Conditions that say something: a pool that is ready, settled and well has none. */
const telling = ({ conditions }: PodPoolView): readonly PodPoolCondition[] =>
  conditions.filter(({ status, type }) => (type === "Ready" ? status !== "True" : status === "True"));

function conditionLine(condition: PodPoolCondition, style: Style): string {
  const { message, reason, status, type } = condition;
  const name = status === "True" ? type : type === "Ready" ? "Not ready" : `${type} ${status}`;
  return style(lookOf(condition), `${name}: ${message === "" ? reason : `${message} (${reason})`}`);
}

/** What the figures follow from, where that is not the object as it is. */
function remarks({ deleting, generation, observedGeneration }: PodPoolView): string[] {
  return [
    ...(deleting ? ["It is being deleted, and is gone when its pods are."] : []),
    ...(observedGeneration === null ? ["No scaler has looked at it yet."] : []),
    ...(observedGeneration !== null && generation !== null && observedGeneration < generation
      ? [
          `The spec has changed since the scaler looked (generation ${generation}, seen ${observedGeneration}).`,
        ]
      : []),
  ];
}

/** A `PodPool` by its status, for people. */
export function podPoolLines(view: PodPoolView, style: Style): string[] {
  const { clients, desiredReplicas, maxReplicas, minReplicas, pods, pool, why } = view;
  const waiting = view.waitingClients ?? 0;
  const [title = "", ...rows] = table(
    [
      { title: "POD", align: "left" },
      { title: "PHASE", align: "left" },
      { title: "CLIENTS", align: "right" },
      { title: "WHY", align: "left" },
    ],
    pods.map((pod) => [
      pod.podId ?? pod.routeId,
      style(STATE_LOOKS[pod.phase], pod.phase),
      numberText(pod.clients),
      withoutName(pod.why),
    ]),
  );
  const unlisted = unlistedPods(view);
  return [
    `${style("bold", pool)}  ${numberText(desiredReplicas)} wanted (${minReplicas} to ${maxReplicas}), ${numberText(clients)} clients${waiting === 0 ? "" : `, ${waiting} waiting`}`,
    ...why,
    ...remarks(view).map((text) => style("yellow", text)),
    ...telling(view).map((condition) => conditionLine(condition, style)),
    ...(pods.length === 0 ? [] : ["", style("bold", title), ...rows]),
    ...(unlisted === 0 ? [] : [style("dim", `and ${unlisted} more, which the status does not list`)]),
  ];
}

/** The pools of a namespace, or of all. */
export interface PodPoolList {
  /** null: of all. */
  readonly namespace: string | null;
  readonly pools: readonly PodPoolView[];
}

/** Several pools, a line each; of one alone everything is shown. */
export function podPoolListLines({ namespace, pools }: PodPoolList, style: Style): string[] {
  const [only, ...others] = pools;
  if (only === undefined) {
    return [
      namespace === null
        ? "There is no PodPool in this cluster."
        : `There is no PodPool in the namespace ${namespace}; --all-namespaces shows those of all.`,
    ];
  }
  if (others.length === 0) return podPoolLines(only, style);
  const [title = "", ...rows] = table(
    [
      { title: "POOL", align: "left" },
      { title: "WANTED", align: "right" },
      { title: "OPEN", align: "right" },
      { title: "STARTING", align: "right" },
      { title: "LEAVING", align: "right" },
      { title: "CLIENTS", align: "right" },
      { title: "READY", align: "left" },
      { title: "CONDITIONS", align: "left" },
    ],
    pools.map((view) => {
      const { clients, conditions, counts, deleting, desiredReplicas, pool } = view;
      const notes = telling(view).filter(({ type }) => type !== "Ready" && type !== "Progressing");
      return [
        pool,
        numberText(desiredReplicas),
        numberText(counts?.open ?? null),
        numberText(counts?.starting ?? null),
        numberText(counts === null ? null : counts.draining + counts.closed),
        numberText(clients),
        conditions.find(({ type }) => type === "Ready")?.status ?? "Unknown",
        [
          ...(deleting ? [style("yellow", "Deleting")] : []),
          ...notes.map((condition) => style(lookOf(condition), `${condition.type} (${condition.reason})`)),
        ].join(", "),
      ];
    }),
  );
  return [style("bold", title), ...rows];
}
